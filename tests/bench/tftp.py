#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""TFTP downloads: ours beside the other clients and the limit, from three servers, over a near link,
with 1 and 10 ms of delay, and over links that lose packets.

The limit is what a server gives that has nothing to look up: block size times the measured rate of
UDP round trips, with windows as many datagrams of that size as arrive. The bare client is what the
server itself allows: it keeps nothing and asks for nothing twice. All rows of a table come from the
same run, clients and limit in turn; medians are shown, the spread is in the JSON.
"""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import table
import together
from netlab import HOST_BUILD, Lab, Missing

# way: (relay's delay in us each way or None for a plain veth, bytes of the file)
WAYS = {"veth": (None, 32 << 20), "1 ms": (500, 4 << 20), "10 ms": (5000, 512 << 10)}
# Each with how often it calls table.in_turn().
PARTS = {"veth": 13, "1 ms": 13, "10 ms": 10, "fragments": 2, "losses": 18, "together": 1}
SERVERS = ("tftpd_hpa", "atftpd", "dnsmasq")
LOSSES = (0, 0.5, 5, 20, 50)
LOSS_SIZE = 1 << 20
PATIENCE = 30  # for the others, some of which never end when much is lost
OURS_PATIENCE = 900
DEPS = table.ROOT / "build/deps/host"


class Bench:
    def __init__(self, lab, folder, runs, json):
        self.lab, self.folder, self.runs, self.out = lab, folder, runs, folder / "out"
        self.json, self.figures = json, []

    def file(self, size):
        path = self.folder / f"f{size}"
        if not path.exists():
            table.noise_file(path, size)
            path.chmod(0o644)
        return path

    def serve(self, ns, server):
        if server == "dnsmasq":
            return self.lab.dnsmasq(ns, tftp_root=self.folder)
        return getattr(self.lab, server)(ns, self.folder)

    def checked(self, ns, name, *command, env=None, patience=PATIENCE):
        """Seconds of a client; it must have fetched what the server has."""
        self.out.unlink(missing_ok=True)
        took = table.run(ns, *command, timeout=patience, env=env)
        want = (self.folder / name).read_bytes()
        if not self.out.exists() or self.out.read_bytes() != want:
            raise table.Failed("another file than the server's")
        return took["s"]

    def ours(self, ns, name, *options):
        return self.checked(ns, name, HOST_BUILD / "pxe", "get", "-o", self.out, *options,
                            f"tftp://{table.SERVER}/{name}", patience=OURS_PATIENCE)

    def clients(self, ns, name, blksize, window):
        """{client: function} of those that can ask for this"""
        def unpacked(package, path):
            libs = {str(f.parent) for f in (DEPS / "lib").rglob("*.so.*")}
            return DEPS / package / path, dict(os.environ, LD_LIBRARY_PATH=":".join(libs))

        def ours():
            return self.ours(ns, name, "--blksize", blksize, "--windowsize", window)

        def atftp():
            program, env = unpacked("atftp", "usr/bin/atftp")
            options = ["--option", f"blksize {blksize}"]
            if window > 1:
                options += ["--option", f"windowsize {window}"]
            return self.checked(ns, name, program, *options, "-g", "-r", name, "-l", self.out,
                                table.SERVER, env=env)

        def busybox():
            program, env = unpacked("busybox-static", "bin/busybox")
            return self.checked(ns, name, program, "tftp", "-g", "-b", blksize, "-l", self.out,
                                "-r", name, table.SERVER, env=env)

        def curl():
            return self.checked(ns, name, "curl", "-s", "--tftp-blksize", blksize, "-o", self.out,
                                f"tftp://{table.SERVER}/{name}")

        def tftp_hpa():
            program, env = unpacked("tftp-hpa", "usr/bin/tftp")
            return self.checked(ns, name, program, "-m", "binary", table.SERVER, "-c", "get", name,
                                self.out, env=env)

        ways = {"ours": ours}
        if blksize <= 1468:
            ways["atftp"] = atftp
        if window == 1:
            ways |= {"busybox": busybox, "curl": curl}
        if (blksize, window) == (512, 1):
            ways["tftp-hpa"] = tftp_hpa
        return ways

    def limit(self, ns, size, blksize, window):
        """Seconds that the file would take at the measured rate."""
        rounds = max(20, min(4000, size // blksize // window))
        p = ns.run(table.TOOLS / "udp_limit", "ask", table.SERVER, 7000, blksize, window, rounds)
        if p.returncode:
            raise table.Failed(f"udp_limit: {p.stderr}")
        return float(p.stdout) / (rounds * blksize * window) * size

    def bare(self, ns, name, blksize, window):
        p = ns.run(table.TOOLS / "bare_client", table.SERVER, name, blksize, window)
        if p.returncode:
            raise table.Failed(p.stderr.strip())
        return float(p.stdout)

    def pair(self, delay, *relay_args):
        if delay is None and not relay_args:
            return (*self.lab.pair(), None)
        return table.far_pair(self.lab, "--delay", str(delay or 0), *relay_args)

    def cell(self, way, server, what, size, ways):
        """Run, remember, and return {client: median MiB/s or why there is none}"""
        took, broken = table.in_turn(ways, self.runs)
        shown = {}
        for client, seconds in took.items():
            self.figures.append({"way": way, "server": server, "asked": what, "client": client,
                                 "bytes": size, "seconds": [round(s, 4) for s in seconds],
                                 "median_s": table.median(seconds),
                                 "spread": round(table.spread(seconds), 3),
                                 **({"failed": broken[client]} if client in broken else {})})
            shown[client] = "failed" if client in broken else table.rate(size,
                                                                         table.median(seconds))
        self.save()
        return shown

    def save(self):
        if self.json:
            table.merge(self.json, "tftp", self.figures)

    def speeds(self, way):
        delay, size = WAYS[way]
        name = self.file(size).name
        asks = [(512, 1), (1468, 1), (65464, 1), (1468, 16), (1468, 64)]
        columns = [f"{b}" + (f" window {w}" if w > 1 else "") for b, w in asks] + ["own choice"]
        for server in SERVERS:
            client, ns, relay = self.pair(delay)
            process = self.serve(ns, server)
            ns.start(table.TOOLS / "udp_limit", "serve", "7000")
            ns.wait_udp(7000)
            cells = []
            for (blksize, window), column in zip(asks, columns):
                if window > 1 and server != "atftpd" or blksize > 1468 and server == "dnsmasq":
                    cells.append({})
                    continue
                if blksize == 512 and delay and delay > 1000:
                    cells.append({})
                    continue
                ways = {"limit": lambda: self.limit(client, size, blksize, window),
                        "bare client": lambda: self.bare(client, name, blksize, window),
                        **self.clients(client, name, blksize, window)}
                cells.append(self.cell(way, server, column, size, ways))
            own = self.cell(way, server, "own choice", size,
                            {"ours": lambda: self.ours(client, name)})
            cells.append(own)
            t = table.Table(f"TFTP from {server} over {way}, MiB/s", columns)
            for row in ("limit", "bare client", "ours", "atftp", "busybox", "curl", "tftp-hpa"):
                if any(row in cell for cell in cells):
                    t.add(row, *[cell.get(row) for cell in cells])
            base = cells[1].get("ours")
            if isinstance(base, float) and isinstance(own["ours"], float):
                t.add("own choice / 1468", *[None] * 5, own["ours"] / base)
            t.show()
            for p in filter(None, (process, relay)):
                self.lab.stop(p)

    def losses(self):
        """Seconds, as multiples of what the same server takes without loss at 1468 bytes."""
        name = self.file(LOSS_SIZE).name
        t = table.Table("TFTP at 1 ms with losses, times the same server's lossless lock-step "
                        "at 1468 bytes", [f"{loss} %" for loss in LOSSES])
        for server in SERVERS:
            base, rows = None, {"ours": [], "curl": [], "busybox": []}
            for loss in LOSSES:
                client, ns, relay = self.pair(500, "--loss", str(int(loss * 10000)))
                process = self.serve(ns, server)
                if base is None:
                    plain = lambda: self.ours(client, name, "--blksize", 1468, "--windowsize", 1)
                    self.cell("1 ms", server, "1468, no loss", LOSS_SIZE, {"ours": plain})
                    base = self.figures[-1]["median_s"]
                ways = {"ours": lambda: self.ours(client, name)}
                if loss <= 0.5:
                    others = self.clients(client, name, 1468, 1)
                    ways |= {c: others[c] for c in ("curl", "busybox")}
                shown = self.cell(f"1 ms, {loss} % lost", server, "own choice", LOSS_SIZE, ways)
                for row in rows:
                    rate = shown.get(row)
                    rows[row].append(LOSS_SIZE / (1 << 20) / rate / base
                                     if isinstance(rate, float) and base else rate)
                for p in (process, relay):
                    self.lab.stop(p)
            for row, figures in rows.items():
                t.add(f"{server}: {row}", *figures)
        t.show()

    def fragments(self):
        """What it costs to find that fragments do not arrive."""
        name = self.file(1 << 20).name
        t = table.Table("TFTP over a veth that drops fragments, seconds for 1 MiB",
                        ["1468 asked", "own choice", "lost"])
        for server in ("tftpd_hpa", "atftpd"):
            client, ns, relay = self.pair(0, "--no-fragments")
            process = self.serve(ns, server)
            self.cell("no fragments", server, "both", 1 << 20,
                      {"1468": lambda: self.ours(client, name, "--blksize", 1468),
                       "own": lambda: self.ours(client, name)})
            plain, own = (f["median_s"] for f in self.figures[-2:])
            t.add(server, plain, own, own - plain if own and plain else None)
            for p in (process, relay):
                self.lab.stop(p)
        t.show()

    def together(self):
        self.figures.append(together.measure(self.lab, self.runs))
        self.save()


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--json", metavar="FILE", help="put the figures there as well")
    p.add_argument("--only", choices=PARTS)
    p.add_argument("--minutes", type=float, default=60)
    args = p.parse_args()
    table.begin(args.minutes, PARTS[args.only] if args.only else sum(PARTS.values()))
    lab = Lab()
    try:
        # /dev/shm is memory: no disk takes part
        with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="pxehop-bench-") as tmp:
            Path(tmp).chmod(0o755)
            bench = Bench(lab, Path(tmp), args.runs, args.json)
            for part in [args.only] if args.only else PARTS:
                if part in WAYS:
                    bench.speeds(part)
                else:
                    getattr(bench, part)()
    except Missing as e:
        print(f"bench: {e}", file=sys.stderr)
        return 1
    finally:
        lab.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
