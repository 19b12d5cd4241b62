#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""From the lease to the configuration, over a way with a round trip of 100 ms: ten names that are missing
before the one that is there, or 21 with option 210.

Each row is one server, in turn with the others; the figures are medians of what passed between two lines of
the loader's log.
"""
import argparse
import subprocess
import sys
import time

import table
from table import SERVER, Failed, in_turn, median, spread

import netlab
from bootlab import DEFAULT, config

PXE = netlab.HOST_BUILD / "pxe"
UUID = "01234567-89ab-4def-8123-456789abcdef"  # one more name
WEB = f"--dhcp-option-force=210,http://{SERVER}"


def lookup(client, uuid):
    """Seconds from the lease to the configuration."""
    args = ["ip", "netns", "exec", client.name, PXE, "boot", "--dry-run", "--once", "--timeout", "60", "-i", "eth0"]
    p = subprocess.Popen([*args, *(["--uuid", UUID] if uuid else [])], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    times = {}
    for line in p.stderr:
        for what in (f" from {SERVER} for ", ": configuration, "):
            if what in line:
                times.setdefault(what, time.monotonic())
        if len(times) == 2:
            p.kill()  # the rest is not measured
    p.wait()
    p.stderr.close()
    if len(times) < 2:
        raise Failed("no configuration was found")
    first, last = times.values()
    return last - first


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--minutes", type=float, default=3)
    p.add_argument("--json", default=table.ROOT / "build/bench.json")
    args = p.parse_args()
    table.begin(args.minutes, 4)
    lab = netlab.Lab()
    try:
        client, server, _ = lab.lossy_pair("--delay", 50)
        client.ip("addr", "flush", "dev", "eth0")
        root = lab.tree({DEFAULT: config(), "cfg/default": config()})
        lab.nginx(server, root)
        web = server.start("/usr/bin/python3", "-m", "http.server", "--directory", root, "8000")
        server.wait_tcp(8000, web)
        t = table.Table("from the lease to the configuration, round trip 100 ms", ["names missing", "s", "spread"])
        for label, missing, option in (
                ("dnsmasq, TFTP", 10, None),
                ("dnsmasq, TFTP, option 210", 21, "--dhcp-option-force=210,cfg/"),
                ("nginx, HTTP/1.1", 10, WEB + "/"),
                ("python3 -m http.server, HTTP/1.0", 10, WEB + ":8000/")):
            dnsmasq = lab.dnsmasq(server, "--dhcp-range=10.9.0.40,10.9.0.60,2m", "--no-ping", "--leasefile-ro",
                                  "--dhcp-boot=pxelinux.0", *([option] if option else []), tftp_root=root)
            took, broken = in_turn({label: lambda: lookup(client, True)}, args.runs)
            lab.stop(dnsmasq)
            if label in broken:
                t.add(label, missing, broken[label])
            else:
                t.add(label, missing, median(took[label]), spread(took[label]))
        t.show()
        table.merge(args.json, "lookup", [t.plain()])
    finally:
        lab.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
