# SPDX-License-Identifier: MIT
"""What the benchmarks share: runs taken in turn, medians and spread, tables, build/bench.json, and
networks with delay and loss in namespaces of their own."""

import json
import os
import random
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "net")]

import netlab  # noqa: E402

ROOT = netlab.ROOT
TOOLS = Path(os.environ.get("PXEHOP_HOST_BUILD", ROOT / "build/host")) / "tests/bench"
CLIENT, SERVER = "10.9.0.2", "10.9.0.1"


class Failed(Exception):
    """A run that did not deliver what it should."""


_end = None  # by time.monotonic(); None = there is time
_cells = 1  # still to come


def begin(minutes, cells):
    """A benchmark of about so many calls of in_turn() starts, and is to keep within that time. A
    signal ends it like an error: what it started is stopped, what was measured is in the JSON."""
    global _end, _cells
    _end, _cells = time.monotonic() + 60 * minutes, cells
    for sig in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sig, lambda number, frame: sys.exit(128 + number))


def in_turn(ways, runs, once=()):
    """Call each of ways (label: function) once per round, for so many rounds: what disturbs the
    machine for a while disturbs all alike. A way in @once has one run, and one that raises Failed has
    no more. After begin() one round is run as long as any time is left, and each further one if this
    call's share of the time is enough for it.
    Returns {label: [what the function returned, ...]} and {label: why it failed}."""
    global _cells
    took, broken = {label: [] for label in ways}, {}
    began = time.monotonic()
    ends = began + (_end - began) / max(_cells, 1) if _end else float("inf")
    _cells -= 1
    another = 0  # seconds that the next round is going to take
    for n in range(runs):
        if n and time.monotonic() + another > ends:
            break
        another = 0
        for label, way in ways.items():
            if label in broken or n and label in once:
                continue
            started = time.monotonic()
            if _end and started > _end:
                broken[label] = "no time was left"
                continue
            try:
                took[label].append(way())
            except Failed as e:
                broken[label] = str(e)
            another += 0 if label in once else time.monotonic() - started
    return took, broken


def run(ns, *command, timeout=120, **kw):
    """Run a program in a namespace; returns its wall seconds, its CPU seconds and its peak memory
    in KiB, as tests/bench/took.c counts them, or raises Failed."""
    took = TOOLS / "took"
    if not took.exists():
        raise netlab.Missing(f"{took} is missing; `make bench` builds it")
    began = time.monotonic()
    with tempfile.NamedTemporaryFile(prefix="pxehop-took-") as figures:
        p = subprocess.Popen(["ip", "netns", "exec", ns.name, took, figures.name,
                              *map(str, command)],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, start_new_session=True, **kw)
        try:
            said = _within(p, began + timeout)
            p.wait()
        finally:
            if p.returncode is None:
                os.killpg(p.pid, 9)
                p.wait()
            p.stderr.close()
        if p.returncode:
            raise Failed(f"{command[0]}: exit status {p.returncode}: "
                         f"{said.decode('latin-1')[-200:]}")
        return json.loads(Path(figures.name).read_text("ascii"))


def _within(p, deadline):
    said = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([p.stderr], [], [], left)[0]:
            os.killpg(p.pid, 9)
            p.wait()
            raise Failed(f"{p.args[6]}: not done in time")
        data = os.read(p.stderr.fileno(), 65536)
        if not data:
            return said
        said += data


def median(values):
    return statistics.median(values) if values else None


def spread(values):
    """Half of the way from the smallest to the largest, as a part of the median."""
    return (max(values) - min(values)) / 2 / median(values) if values and median(values) else 0


def rate(size, seconds):
    """MiB/s"""
    return size / seconds / (1 << 20)


class Table:
    """Rows of (label, figures by column); a figure is a number, a text, or None for none."""

    def __init__(self, title, columns):
        self.title, self.columns, self.rows = title, list(columns), []

    def add(self, label, *figures):
        self.rows.append([label, *figures])

    @staticmethod
    def _text(value):
        if value is None:
            return "-"
        if isinstance(value, float):
            return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
        return str(value)

    def show(self):
        lines = [["", *self.columns]] + [[self._text(v) for v in row] for row in self.rows]
        widths = [max(len(line[i]) for line in lines if i < len(line))
                  for i in range(len(self.columns) + 1)]
        print(f"\n{self.title}")
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
            print("  " + "  ".join(cells).rstrip())
        sys.stdout.flush()

    def plain(self):
        """For bench.json"""
        return {"title": self.title,
                "rows": [{"name": row[0], **dict(zip(self.columns, row[1:]))}
                         for row in self.rows]}


def merge(path, key, value):
    """Put value under key into the JSON file, beside what other benchmarks left there."""
    path = Path(path)
    try:
        whole = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        whole = {}
    whole[key] = value
    beside = path.with_suffix(f".{os.getpid()}")
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(beside, path)


def noise_file(path, size, seed=1):
    """A file of size bytes that does not compress; the same ones for one seed."""
    dice = random.Random(seed)
    with open(path, "wb") as f:
        for at in range(0, size, 1 << 20):
            f.write(dice.randbytes(min(1 << 20, size - at)))
    return path


def far_pair(lab, *relay_args, mtu=1500):
    """A client and a server namespace (10.9.0.2 and 10.9.0.1, both eth0) with tests/bench/relay.c
    between them, and the relay's process: stop it to have its counts."""
    client, server = lab.netns("client"), lab.netns("server")
    program = TOOLS / "relay"
    if not program.exists():
        raise netlab.Missing(f"{program} is missing; `make bench` builds it")
    relay = lab.netns("relay").start(program, f"/run/netns/{client.name}",
                                     f"/run/netns/{server.name}", *relay_args)
    deadline = time.monotonic() + 10
    while "ready" not in relay.log.read_text():
        if time.monotonic() > deadline or relay.poll() is not None:
            raise RuntimeError(f"relay: {relay.log.read_text()}")
        time.sleep(0.02)
    for ns, addr in ((client, CLIENT), (server, SERVER)):
        ns.ip("link", "set", "eth0", "mtu", str(mtu), "txqueuelen", "10000")
        ns.ip("addr", "add", f"{addr}/24", "dev", "eth0")
        ns.ip("link", "set", "eth0", "up")
    return client, server, relay


def relay_counts(lab, relay):
    lab.stop(relay)
    return json.loads(relay.log.read_text().splitlines()[-1])
