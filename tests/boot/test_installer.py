# SPDX-License-Identifier: MIT
"""Debian's installer as it is packaged: through its own menus to its first question.

Of the architectures with a PXELINUX tree (amd64 and i386) x86_64 is the one we boot. The package of
arm64 has GRUB's menu and that of armhf U-Boot's script instead; arm64's kernel and initrd are
started through the same menus here, with its name in them.
"""

import shutil

import pexpect
import pytest

import guest as guests
from conftest import ARCH
from machines import MACHINES

ARCHS = ("x86_64", "arm64")

TREES = guests.ROOT / "build/deps/trees"
UP, DOWN, TAB = "\x1b[A", "\x1b[B", "\t"


def stock(root):
    """amd64's tree, unchanged."""
    shutil.copytree(TREES / "amd64/text", root)


def with_menus_of_amd64(root):
    """arm64's tree, and amd64's menus that name arm64."""
    shutil.copytree(TREES / "arm64/text", root)
    menus = TREES / "amd64/text/debian-installer/amd64"
    for path in [*menus.glob("boot-screens/*"), menus / "pxelinux.cfg/default"]:
        to = root / "debian-installer/arm64" / path.relative_to(menus)
        to.parent.mkdir(exist_ok=True)
        to.write_bytes(path.read_bytes().replace(b"amd64", b"arm64"))
    (root / "pxelinux.cfg").symlink_to("debian-installer/arm64/pxelinux.cfg")


# firmware, tree, Debian's name, console
WAYS = {"x86_64": ("ovmf", stock, "amd64", "ttyS0"),
        "arm64": ("uefi", with_menus_of_amd64, "arm64", "ttyAMA0")}


@pytest.mark.seconds(90)
def test_its_menus_lead_to_its_first_question(built, tmp_path):
    firmware, plant, debian, console = WAYS[ARCH]
    root = tmp_path / "tftp"
    plant(root)
    machine = MACHINES[ARCH][firmware](str(root), "1G", str(tmp_path))
    for name in machine.image:
        shutil.copy(built(name), root)
    log = guests.ROOT / f"build/results/boot/{ARCH}_installer.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as f:
        guest = pexpect.spawn(machine.command[0],
                              machine.command[1:] + ["-nographic", "-no-reboot"],
                              dimensions=(24, 80), timeout=360)
        guest.logfile_read = f
        try:
            walk(guest, debian, console)
        finally:
            guest.close(force=True)


def walk(guest, debian, console):
    guest.expect("installer menu \\(BIOS mode\\)")
    guest.expect("> Install ")
    guest.expect("Enter starts")
    guest.send(DOWN)
    guest.expect("> Advanced options")
    guest.send("\r")
    guest.expect("Advanced options.*> Back")  # a submenu, with the tree's own way back
    guest.send("\r")
    guest.expect("installer menu \\(BIOS mode\\).*> Advanced options")
    guest.send(UP)
    guest.expect("> Install ")
    guest.send(TAB)
    guest.expect(f"edit: debian-installer/{debian}/linux vga=788")
    guest.send(f" console={console}\r")
    guest.expect("jumping into the new kernel")
    assert b"next try in" not in guest.before
    guest.expect("Select a language")
