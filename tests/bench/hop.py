#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How long the hop from one kernel to the next takes on s390x, beside the first boot of the same
kernel in the same QEMU run, for our loader and for kexec-tools.

Prints one line per way: the first boot (QEMU's start to the kernel's first line), the hop (the
jump to the second kernel's first line), and hop / first boot. Exit status 1 when a run did not get
through, or when our own hop takes more than LIMIT times the first boot.
"""
import argparse
import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time

import table

LIMIT = 1.5


def cpio_entry(name, mode, data=b"", rdev=(0, 0)):
    name = name.encode() + b"\0"
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, rdev[0], rdev[1], len(name), 0]
    out = b"070701" + b"".join(b"%08x" % f for f in fields) + name
    out += b"\0" * (-len(out) % 4) + data
    return out + b"\0" * (-len(data) % 4)


def cpio(files):
    out = cpio_entry("dev", 0o40755) + cpio_entry("dev/console", 0o20600, rdev=(5, 1))
    for name, path_or_bytes in files.items():
        data = path_or_bytes
        if isinstance(data, str):
            with open(data, "rb") as f:
                data = f.read()
        out += cpio_entry(name, 0o100755, data)
    return out + cpio_entry("TRAILER!!!", 0)


class Run:
    """One QEMU run, read line by line with the time of each line."""

    def __init__(self, args, how, initrd):
        self.command = ["qemu-system-s390x", "-M", "s390-ccw-virtio", "-m", args.memory,
                        "-nographic", "-kernel", args.kernel, "-initrd", initrd,
                        "-append", "hop=%s console=ttysclp0" % how]
        self.limit = args.timeout
        self.first = self.jump = self.hop = None
        self.log = []

    def line(self, text, now):
        self.log.append("%8.2f %s" % (now, text))
        if "Linux version" in text:
            if self.first is None:
                self.first = now
            elif self.jump is not None and self.hop is None:
                self.hop = now - self.jump
        elif text.startswith("HOP jump"):
            self.jump = now

    def go(self):
        start = time.monotonic()
        qemu = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)
        rest = b""
        try:
            while time.monotonic() - start < self.limit:
                if not select.select([qemu.stdout], [], [], 1)[0]:
                    continue
                data = os.read(qemu.stdout.fileno(), 65536)
                if not data:
                    break
                *lines, rest = (rest + data).split(b"\n")
                for text in lines:
                    clean = re.sub(r"[^\x20-\x7e]", "", text.decode("latin-1"))
                    self.line(clean, time.monotonic() - start)
        finally:
            qemu.kill()
            qemu.wait()
        return self.hop is not None and any("HOP done" in text for text in self.log)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--kernel", required=True, help="s390x kernel image")
    p.add_argument("--init", required=True, help="tests/bench/hop_init.c, static for s390x")
    p.add_argument("--kexec-tools", metavar="BIN", help="kexec of kexec-tools, static for s390x")
    p.add_argument("--plain", action="store_true",
                   help="also kexec_load without entry code (a minute)")
    p.add_argument("--memory", default="1G")
    p.add_argument("--runs", type=int, default=1, help="interleaved; medians are printed")
    p.add_argument("--timeout", type=float, default=180)
    p.add_argument("--json", metavar="FILE", help="write the figures there as well")
    args = p.parse_args()
    for path in filter(None, (args.kernel, args.init, args.kexec_tools)):
        if not os.access(path, os.R_OK):
            p.error("%s: cannot be read" % path)
    ways = ["ours"] + ["plain"] * args.plain + ["tools"] * bool(args.kexec_tools)
    names = {"ours": "pxehop", "plain": "kexec_load alone", "tools": "kexec-tools"}
    took = {way: [] for way in ways}

    with tempfile.TemporaryDirectory() as tmp:
        files = {"init": args.init, "kernel": args.kernel, "initrd": cpio({"init": args.init})}
        if args.kexec_tools:
            files["kexec"] = args.kexec_tools
        initrd = os.path.join(tmp, "initrd")
        with open(initrd, "wb") as f:
            f.write(cpio(files))
        for _ in range(args.runs):
            for way in ways:
                run = Run(args, way, initrd)
                if not run.go():
                    print("\n".join(run.log[-30:]), file=sys.stderr)
                    print("hop: %s: did not get through in %.0f s" % (names[way], args.timeout),
                          file=sys.stderr)
                    return 1
                took[way].append((run.first, run.hop))

    ratios, figures = {}, []
    print("%-18s %10s %8s %6s" % ("hop on s390x", "first boot", "hop", "ratio"))
    for way in ways:
        first, hop = (statistics.median(column) for column in zip(*took[way]))
        ratios[way] = statistics.median(h / f for f, h in took[way])
        print("%-18s %8.2f s %6.2f s %6.2f" % (names[way], first, hop, ratios[way]))
        hops = [h for _, h in took[way]]
        figures.append({"loader": names[way], "first_boot_s": round(first, 3),
                        "hop_s": round(hop, 3), "hop_min_s": round(min(hops), 3),
                        "hop_max_s": round(max(hops), 3), "ratio": round(ratios[way], 3),
                        "runs": args.runs})
    if args.json:
        table.merge(args.json, "hop_s390x", figures)
    if ratios["ours"] > LIMIT:
        print("hop: pxehop: %.2f times a first boot, more than %.1f" % (ratios["ours"], LIMIT),
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
