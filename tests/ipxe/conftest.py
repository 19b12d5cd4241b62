# SPDX-License-Identifier: MIT
"""The real iPXE, of Debian's package, in QEMU: no root, no bridge, QEMU's own DHCP and TFTP."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests"))
LKRN = "/usr/lib/ipxe/ipxe.lkrn"

pytest_plugins = ["results"]


@pytest.fixture
def pxe():
    return TOP / "build/host/pxe"


@pytest.fixture
def real():
    """real(folder, *more) boots iPXE, which runs folder/t.ipxe; returns its console's lines."""

    def run(folder, *more, seconds=240):
        # With /dev/null for its input, menus would see keys without end: a pipe that stays open.
        p = subprocess.Popen(
            ["qemu-system-x86_64", "-M", "pc", "-m", "256", "-nographic", "-nodefaults", "-serial", "stdio",
             "-no-reboot", "-netdev", f"user,id=n0,ipv6=off,tftp={folder},bootfile=t.ipxe",
             "-device", "virtio-net-pci,netdev=n0,romfile=", "-kernel", LKRN, *more],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timer = threading.Timer(seconds, p.kill)
        timer.start()
        text = p.stdout.read().decode("latin-1")
        p.stdin.close()
        p.wait()
        assert timer.is_alive(), "it took too long:\n" + text[-2000:]
        timer.cancel()
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", text).split("\n")

    return run
