# SPDX-License-Identifier: MIT
"""A person before the menu of the real loader: PID 1 draws it, the worker acts on what is chosen."""

import re

from guest import JUMP, reached

DOWN = "\x1b[B"
# What leads back to the menu is a line of the log, and all of the menu is drawn anew below it. If the
# menu is back before the console has looked, only the note in it changes.
REFUSED = r"tftp://\S+/nokernel: the server refused: .*back to the menu"
LINE_AND_MENU = rf"^{REFUSED}\n[\s\S]*Enter starts"
NOTE = rf"One moment \.\.\.{REFUSED}"

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
    g.wait(f"{LINE_AND_MENU}|{NOTE}", 60, before=JUMP)
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
