# SPDX-License-Identifier: MIT
"""Debian's installer as it is packaged: through its own menus to its first question.

Of the architectures with a PXELINUX tree (amd64 and i386) this is the one we boot; those of arm64
and armhf have GRUB's menu and U-Boot's script instead."""

import shutil

import pexpect

import guest as guests
from machines import MACHINES

ARCHS = ("x86_64",)

TREE = guests.ROOT / "build/deps/trees/amd64/text"
UP, DOWN, TAB = "\x1b[A", "\x1b[B", "\t"


def spawn(built, tmp_path, log):
    root = tmp_path / "tftp"
    shutil.copytree(TREE, root)
    shutil.copy(built("pxehop.efi"), root)
    machine = MACHINES["x86_64"]["ovmf"](str(root), "1G", str(tmp_path))
    guest = pexpect.spawn(machine.command[0], machine.command[1:] + ["-nographic", "-no-reboot"],
                          dimensions=(24, 80), timeout=240)
    guest.logfile_read = log
    return guest


def test_its_menus_lead_to_its_first_question(built, tmp_path):
    log = guests.ROOT / "build/results/boot/x86_64_installer.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as f:
        guest = spawn(built, tmp_path, f)
        try:
            walk(guest)
        finally:
            guest.close(force=True)


def walk(guest):
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
    guest.expect("edit: debian-installer/amd64/linux vga=788")
    guest.send(" console=ttyS0\r")
    guest.expect("jumping into the new kernel")
    guest.expect("Select a language")
