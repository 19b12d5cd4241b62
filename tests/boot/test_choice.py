# SPDX-License-Identifier: MIT
"""A person before the menu of the real loader: PID 1 draws it, the worker acts on what is chosen."""

import re

from guest import JUMP, reached

DOWN = "\x1b[B"

# The password is "secret".
CONFIG = """UI menu.c32
MENU TITLE Smoke
LABEL gone
  KERNEL nokernel
LABEL two
  MENU LABEL ^Second
  MENU PASSWD $5$sa1tSALT$N.UuuEm4.ObuohNIJ6PGmkPLJ.ITeQEVbePmom1ZyMD
  KERNEL kernel
  INITRD initrd
  APPEND console=ttysclp0 second
  SYSAPPEND 0x3fff8
LABEL other
  CONFIG other.cfg
"""
OTHER = "UI menu.c32\nMENU TITLE Other\nLABEL x\n  KERNEL kernel\n"


def test_failures_another_menu_and_a_password(tree, boot):
    """Everything that brings a person back to the menu, and then the way out."""
    tree.put("pxelinux.cfg/default", CONFIG)
    tree.put("other.cfg", OTHER)
    g = boot(tree, direct="console=ttysclp0")
    g.wait("Smoke", 150)
    g.wait("other", 30)
    g.send("\n")
    g.wait("nokernel.*back to the menu", 60, before=JUMP)
    g.wait("Enter starts", 30)
    g.send(DOWN + DOWN + "\n")
    g.wait("Other", 60)
    g.wait(r"Back to pxelinux\.cfg/default", 30)
    g.send(DOWN + "\n")
    g.wait("Smoke", 60)
    g.wait("other", 30)
    g.send(DOWN + "\n" + "wrong\n")
    g.wait("menu: wrong password", 60)  # in the log; the answer comes when the pause is over
    g.wait("wrong password", 60)
    g.send("\n")
    g.send("secret\n")
    line = reached(g, 180)
    assert line.startswith("BOOT_IMAGE=kernel console=ttysclp0 second initrd=initrd SYSVENDOR=QEMU ")
    assert not re.search(r" \w+=( |$)", line)  # what is not known is left out
