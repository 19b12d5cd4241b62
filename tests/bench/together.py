# SPDX-License-Identifier: MIT
"""Kernel and initrds as the loader's worker fetches them: together, from lock-step TFTP."""

import time

import table  # which puts tests/net into the path

import bootlab
from netlab import HOST_BUILD

SIZE = 3 << 20
SMALL = 128 << 10
NAMES = ("kernel", "initrd", "initrd2")


class Far(bootlab.Site):
    """The two machines with 0.5 ms each way between their frames: DHCP has to come through."""

    def __init__(self, lab):
        self.lab, self.pxe, self.root = lab, HOST_BUILD / "pxe", lab.tree({})
        self.client, self.server, way = (lab.netns(name) for name in ("client", "server", "way"))
        lab.veth(self.client, "eth0", way, "left", None, None)
        lab.veth(self.server, "eth0", way, "right", f"{bootlab.SERVER}/24", None)
        self.client.ip("link", "set", "eth0", "address", bootlab.MAC)
        lab.relay(way, "--delay", "0.5", "left", "right")


def seconds(site, *large):
    """From the plan to the last byte, with those files large and the others small."""
    files = {"kernel": bootlab.kernel(SIZE if "kernel" in large else SMALL)}
    for seed, name in enumerate(NAMES[1:]):
        files[name] = bootlab.noise(SIZE if name in large else SMALL, seed)
    site.put(files | {bootlab.DEFAULT: bootlab.config(initrd=",".join(NAMES[1:]))})
    run = site.start(timeout=100)
    run.wait_line("label x", seconds=60)
    began = time.monotonic()
    result = run.end(120)
    took = time.monotonic() - began
    result.booted(*((name, files[name]) for name in NAMES))
    return took


def measure(lab, runs):
    """Each file's own seconds one after the other, beside all at once. The time that three small
    files take is in all of them and taken off."""
    site = Far(lab)
    # -B is the largest block it grants
    site.tftp("-B", "1468")
    site.dhcp()
    ways = {"small": lambda: seconds(site), "all": lambda: seconds(site, *NAMES),
            **{name: lambda n=name: seconds(site, n) for name in NAMES},
            "two": lambda: seconds(site, *NAMES[:2])}
    took, broken = table.in_turn(ways, runs)
    if broken:
        raise table.Failed(str(broken))
    base = table.median(took["small"])
    took = {way: table.median(values) - base for way, values in took.items()}
    t = table.Table(f"Kernel and initrds of {SIZE >> 20} MiB each, lock-step TFTP at 1 ms, seconds",
                    ["one by one", "together", "times as fast"])
    for label, together, names in (("kernel, initrd", "two", NAMES[:2]),
                                   ("kernel, two initrds", "all", NAMES)):
        in_turn = sum(took[n] for n in names)
        t.add(label, in_turn, took[together], in_turn / took[together])
    t.show()
    return t.plain()
