#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The board lab: from the command to its end in the guest, through firmware and loader, beside the same
root that QEMU's -kernel starts. What lies between the two is the price of firmware and loader.

Seconds of the clock are those of the whole run, with the lab's own work; CPU seconds are QEMU's. Both
are medians. build/bench.json has each run.
"""
import argparse
import copy
import os
import sys
import time

import table
from stages import figures_of
from table import Failed

sys.path[:0] = [str(table.ROOT / "tests"), str(table.ROOT / "tests/boot")]

from lab import build, one, options, progress, state  # noqa: E402

COMMAND = ["uname", "-m"]
WAYS = ("through the loader", "-kernel")


class Measured(one.Run):
    """A run whose figures are taken when the command has ended."""

    def go(self):
        self.began, self.figures = time.monotonic(), None
        result = super().go()
        if result.status:
            raise Failed(result.error or f"status {result.status}")
        return self.figures

    def _command(self, into):
        status = super()._command(into)
        self.figures = figures_of(self.guest.qemu.pid, self.began)
        return status


class Direct(Measured):
    """The same board, network, disk, kernel and initrd, without firmware and loader."""

    def _machine(self, root, wire):
        row = copy.copy(self.row)
        if "-bios" in row.qemu:
            at = row.qemu.index("-bios")
            row.qemu = row.qemu[:at] + row.qemu[at + 2:]
        guest = os.path.join(root, "guest")
        with open(os.path.join(guest, "both"), "wb") as both:
            for name in ("initrd.img", "run.cpio"):
                with open(os.path.join(guest, name), "rb") as f:
                    both.write(f.read())
                both.write(bytes(-both.tell() % 512))
        row.parts = lambda *_: ["-kernel", os.path.join(guest, "vmlinuz"), "-initrd", both.name,
                                "-append", self.append]
        return row(root, self.options.memory, self.folder, net=wire.netdev)


def prepare(archs, rows):
    with state.run_folder() as folder:
        build.ensure(folder, archs, {arch: rows[arch].make for arch in archs}, [])


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--minutes", type=float, default=8)
    p.add_argument("--json", metavar="FILE", default="build/bench.json")
    p.add_argument("--only", choices=options.MACHINES_WITH_DISK, action="append")
    p.add_argument("--no-build", action="store_true", help="take images and roots as they are")
    args = p.parse_args()
    archs = args.only or list(options.MACHINES_WITH_DISK)
    o = options.parse(["--arch", ",".join(archs), "--", *COMMAND])
    if not args.no_build:
        prepare(archs, o.rows)
    table.begin(args.minutes, len(archs))
    t = table.Table("The lab under TCG, user network: seconds from the command to its end in the guest",
                    [*WAYS, "ratio", "CPU s", "-kernel's", "ratio"])
    figures, failed = [], False
    for arch in archs:
        ways = {way: lambda kind=kind: kind(o, arch, o.rows[arch], progress.Quiet(), captured=True).go()
                for way, kind in zip(WAYS, (Measured, Direct))}
        took, broken = table.in_turn(ways, args.runs)
        for way, why in broken.items():
            print(f"board: {arch}, {way}: {why}", file=sys.stderr)
            failed = True
        figures += [{"row": arch, "way": way, "runs": runs, **({"failed": broken[way]} if way in broken else {})}
                    for way, runs in took.items()]
        table.merge(args.json, "lab", figures)
        cells = []
        for unit in ("s", "cpu_s"):
            ours, bare = (table.median([run[unit] for run in took[way]]) for way in WAYS)
            cells += [ours, bare, ours / bare if ours and bare else None]
        t.add(arch, *cells)
    t.show()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
