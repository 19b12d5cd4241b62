#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""From QEMU's start to /init: the loader's image with one kernel and with another.

The images take turns. What is shown are medians; instructions are counted in one more run of each, since
counting them takes time. build/bench.json has each run.
"""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import table
from stages import Stage, run
from table import Failed

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "boot")]

from machines import MACHINES  # noqa: E402

PATIENCE = 300
KERNEL, INIT = Stage("kernel", r"Linux version \d"), Stage("init", r"(?m)^(\[ *[0-9.]+\] )?pxehop [0-9.]+ on ")


def start(args, folder, plugin=None):
    """One boot, as far as /init; the figures of its stages"""
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="pxehop-bench-") as work:
        root = Path(work) / "tftp"
        (root / "pxelinux.cfg").mkdir(parents=True)
        machine = MACHINES[args.arch][args.machine](str(root), "1G", work)
        for name in machine.image:
            os.symlink((folder / name).resolve(), root / name)
        return run(machine.command, (Stage("loaded", "(?m)" + machine.loaded), KERNEL, INIT), PATIENCE, plugin)


def weight(args, folder):
    """Bytes of what the firmware loads"""
    with tempfile.TemporaryDirectory() as work:
        machine = MACHINES[args.arch][args.machine](work, "1G", work)
    return sum((folder / name).stat().st_size for name in machine.image)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--arch", required=True)
    p.add_argument("--machine", help="default: the first one of tests/boot/machines.py")
    p.add_argument("--image", action="append", required=True, metavar="NAME=FOLDER",
                   help="what `make image-files` left for a kernel of that name")
    p.add_argument("--plugin", type=Path, help="insns.so")
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--json", metavar="FILE", default="build/bench.json")
    args = p.parse_args()
    args.machine = args.machine or next(iter(MACHINES[args.arch]))
    images = {name: Path(folder) for name, folder in (spec.split("=", 1) for spec in args.image)}
    table.begin(60, 1)
    took, broken = table.in_turn({name: lambda f=f: start(args, f) for name, f in images.items()}, args.runs)
    columns = ["bytes loaded", "s to the image", "s to /init", "CPU s to /init", "CPU s, image to /init"]
    columns += ["million instructions, image to /init"] if args.plugin else []
    t = table.Table(f"{args.arch}, {args.machine}: QEMU's start to /init", columns)
    counted = {}
    for name, runs in took.items():
        if name in broken:
            continue
        figures = [weight(args, images[name])]
        figures += [table.median([r[stage][unit] for r in runs])
                    for stage, unit in (("loaded", "s"), ("init", "s"), ("init", "cpu_s"))]
        figures.append(table.median([r["init"]["cpu_s"] - r["loaded"]["cpu_s"] for r in runs]))
        if args.plugin:
            try:
                counted[name] = start(args, images[name], args.plugin)
                figures.append((counted[name]["init"]["instructions"] -
                                counted[name]["loaded"]["instructions"]) / 1e6)
            except Failed as e:
                broken[name] = str(e)
        t.add(name, *figures)
    t.show()
    for name, why in broken.items():
        print(f"kernels: {name}: {why}", file=sys.stderr)
    table.merge(args.json, f"kernels {args.arch} {args.machine}",
                {**t.plain(), "runs": took, "counted": counted})
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
