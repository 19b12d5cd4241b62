#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How long the hop from one kernel to the next takes on s390x, beside the first boot of the same
kernel in the same QEMU run, for our loader and for kexec-tools.

Prints one line per way: the first boot (QEMU's start to the kernel's first line), the hop (the
jump to the second kernel's first line), what QEMU took of this machine's CPUs for the hop, and hop /
first boot. Exit status 1 when a run did not get through, or when our own hop takes more than LIMIT times
the first boot.
"""
import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import table
from stages import Stage, run

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "boot")]

from guest import cpio  # noqa: E402

LIMIT = 1.3
SLOW = ("plain", "tools")  # a minute each, which is no noise beside seconds

STAGES = (Stage("first", "Linux version"), Stage("jump", "HOP jump"),
          Stage("second", "Linux version"), Stage("done", "HOP done"))


def measure(args, how, initrd):
    """Seconds of the first boot and of the hop, and the hop's of CPU."""
    at = run(["qemu-system-s390x", "-M", "s390-ccw-virtio", "-m", args.memory,
              "-kernel", args.kernel, "-initrd", initrd, "-append", f"hop={how} console=ttysclp0"],
             STAGES, args.timeout)
    return (at["first"]["s"], at["second"]["s"] - at["jump"]["s"],
            at["second"]["cpu_s"] - at["jump"]["cpu_s"])


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--kernel", required=True, help="s390x kernel image")
    p.add_argument("--init", required=True, help="tests/bench/hop_init.c, static for s390x")
    p.add_argument("--kexec-tools", metavar="BIN", help="kexec of kexec-tools, static for s390x")
    p.add_argument("--plain", action="store_true",
                   help="also kexec_load without entry code (a minute)")
    p.add_argument("--memory", default="1G")
    p.add_argument("--runs", type=int, default=1, help="of ours; medians are printed")
    p.add_argument("--timeout", type=float, default=180)
    p.add_argument("--minutes", type=float, default=30)
    p.add_argument("--json", metavar="FILE", help="write the figures there as well")
    args = p.parse_args()
    table.begin(args.minutes, 1)
    for path in filter(None, (args.kernel, args.init, args.kexec_tools)):
        if not os.access(path, os.R_OK):
            p.error("%s: cannot be read" % path)
    ways = ["ours"] + ["plain"] * args.plain + ["tools"] * bool(args.kexec_tools)
    names = {"ours": "pxehop", "plain": "kexec_load alone", "tools": "kexec-tools"}

    with tempfile.TemporaryDirectory() as tmp:
        init = Path(args.init).read_bytes()
        files = {"init": init, "kernel": Path(args.kernel).read_bytes(),
                 "initrd": cpio({"init": init}, console=True)}
        if args.kexec_tools:
            files["kexec"] = Path(args.kexec_tools).read_bytes()
        initrd = os.path.join(tmp, "initrd")
        with open(initrd, "wb") as f:
            f.write(cpio(files, console=True))
        took, broken = table.in_turn(
            {way: lambda way=way: measure(args, way, initrd) for way in ways}, args.runs, once=SLOW)
    for way, why in broken.items():
        print(f"hop: {names[way]}: {why}", file=sys.stderr)
    ways = [way for way in ways if took[way]]
    if "ours" not in ways:
        return 1

    ratios, figures = {}, []
    print("%-18s %10s %8s %8s %6s" % ("hop on s390x", "first boot", "hop", "CPU", "ratio"))
    for way in ways:
        first, hop, cpu = (statistics.median(column) for column in zip(*took[way]))
        ratios[way] = statistics.median(h / f for f, h, _ in took[way])
        print("%-18s %8.2f s %6.2f s %6.2f s %6.2f" % (names[way], first, hop, cpu, ratios[way]))
        hops = [h for _, h, _ in took[way]]
        figures.append({"loader": names[way], "first_boot_s": round(first, 3),
                        "hop_s": round(hop, 3), "hop_cpu_s": round(cpu, 3),
                        "hop_min_s": round(min(hops), 3),
                        "hop_max_s": round(max(hops), 3), "ratio": round(ratios[way], 3),
                        "runs": len(hops)})
    if args.json:
        table.merge(args.json, "hop_s390x", figures)
    if broken:
        return 1
    if ratios["ours"] > LIMIT:
        print("hop: pxehop: %.2f times a first boot, more than %.1f" % (ratios["ours"], LIMIT),
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
