#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""HTTP and HTTPS from nginx over veth: ours, curl, wget; one file, and two after the other or at once.

Each row is one way of fetching, in turn with the others; rates are medians, with the CPU seconds and
the peak memory of the client, of two the larger one. The last column is the rate beside curl's of the same table.
"""
import argparse
import sys
import tempfile
from pathlib import Path

import table
from table import SERVER, in_turn, median, rate, spread

import netlab
from http_ca import Ca, tls

PXE = netlab.HOST_BUILD / "pxe"


def two(client, *commands, at_once):
    """Two programs; what they took together."""
    script = " & ".join(commands) + " & wait" if at_once else " && ".join(commands)
    return table.run(client, "sh", "-c", script)


def ways(client, url, out, ca):
    """Label: function. Every client writes a file into the same tmpfs."""
    trust = f"--cacert {ca}"
    ours = f"{PXE} get {trust} -o {out}/o%d {url}"
    curl = f"curl -sf {trust} -o {out}/c%d {url}"
    it = {
        "ours": lambda: table.run(client, *(ours % 1).split()),
        "curl": lambda: table.run(client, *(curl % 1).split()),
    }
    if url.startswith("http:"):
        wget = f"wget -q -O {out}/w1 {url}"
        it["wget"] = lambda: table.run(client, *wget.split())
    for name, command in (("ours", ours), ("curl", curl)):
        it[f"{name}, two in turn"] = lambda c=command: two(client, c % 1, c % 2, at_once=False)
        it[f"{name}, two at once"] = lambda c=command: two(client, c % 1, c % 2, at_once=True)
    return it


def measure(client, scheme, size, out, ca, runs):
    t = table.Table(f"{scheme} from nginx over veth, {size >> 20} MiB into a tmpfs",
                    ["MiB/s", "spread", "CPU s", "peak KiB", "of curl's rate"])
    took, broken = in_turn(ways(client, f"{scheme}://{SERVER}/file", out, ca), runs)
    speed = {}
    for label, runs_of_it in took.items():
        if label in broken:
            t.add(label, broken[label])
            continue
        bytes_all = size * (2 if "two" in label else 1)
        speed[label] = rate(bytes_all, median([r["s"] for r in runs_of_it]))
        t.add(label, speed[label], spread([r["s"] for r in runs_of_it]),
              median([r["cpu_s"] for r in runs_of_it]),
              median([r["peak_kib"] for r in runs_of_it]), None)
    for row in t.rows:
        peer = speed.get(row[0].replace("ours", "curl").replace("wget", "curl"))
        if peer and row[0] in speed:
            row[-1] = speed[row[0]] / peer
    t.show()
    return t.plain()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--size", type=int, default=64, help="MiB")
    p.add_argument("--json", default="build/bench.json")
    p.add_argument("--minutes", type=float, default=10)
    args = p.parse_args()
    table.begin(args.minutes, 2)
    lab = netlab.Lab()
    try:
        with tempfile.TemporaryDirectory(dir="/dev/shm") as shm:
            shm = Path(shm)
            client, server = lab.pair()
            ca = Ca(shm / "ca")
            (shm / "root").mkdir()
            table.noise_file(shm / "root/file", args.size << 20)
            for d in (shm, shm / "root", shm / "ca"):
                d.chmod(0o755)
            (shm / "root/file").chmod(0o644)
            lab.nginx(server, shm / "root", server=tls(ca.issue("bench")))
            results = []
            for scheme in ("http", "https"):
                results.append(measure(client, scheme, args.size << 20, shm, ca.pem, args.runs))
                table.merge(args.json, "http", results)
    finally:
        lab.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
