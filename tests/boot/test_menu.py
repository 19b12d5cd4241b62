# SPDX-License-Identifier: MIT
"""The menu on both kinds of s390 consoles: a screen, and one that takes and gives whole lines."""

import re

from guest import PROMPT, reached

DOWN, TAB, CTRL_R = "\x1b[B", "\t", "\x12"


def two(tree, console, more=""):
    """A menu of two entries, the command line of each telling which it is."""
    tree.put("pxelinux.cfg/default", "UI menu.c32\nMENU TITLE Two of them\n" + more + "".join(
        f"LABEL {name}\n  MENU LABEL The {name} one\n  KERNEL kernel\n  INITRD initrd\n"
        f"  APPEND console={console} entry={name}\n" for name in ("first", "second")))


def test_second_entry_with_an_edited_line_on_a_screen(tree, boot):
    two(tree, "ttysclp0")
    g = boot(tree, direct="console=ttysclp0")
    g.wait(r"Two of them")
    g.wait(r"Enter starts")
    g.send(DOWN)
    g.wait(r"> The second one")
    g.send(TAB)
    g.wait(r"edit: kernel console=ttysclp0 entry=second")
    g.send(" typed=here\r")
    line = reached(g)
    assert "entry=second" in line and line.rstrip().endswith("typed=here")


def test_second_entry_with_an_edited_line_in_line_mode(tree, boot):
    two(tree, "ttyS0")
    g = boot(tree, direct="console=ttyS0", screen=False, line_mode=True)
    g.wait(r"^== Two of them ==$")
    g.wait(r"^\*  1 The first one$")
    g.wait(r"^   2 The second one$")
    g.wait(r"^Number or label.*$")
    g.send("e 2\n")
    g.wait(r"^kernel console=ttyS0 entry=second.*$")
    g.wait(r"^Enter starts it.*$")
    g.send("+typed=here\n")
    line = reached(g)
    assert "entry=second" in line and line.rstrip().endswith("typed=here")


def test_rescue_shell_from_line_mode(tree, boot):
    two(tree, "ttyS0")
    g = boot(tree, direct="console=ttyS0", screen=False, line_mode=True)
    g.wait(r"^Number or label.*$")
    g.send("s\n")
    g.wait(PROMPT)
    g.send("exit\n")
    g.wait(r"the shell has ended")
    g.send("second\n")
    assert "entry=second" in reached(g)


def test_real_05_both_consoles_show_it_and_the_shell_comes_back(tree, boot):
    """The screen gets UTF-8; the line-mode console, which makes EBCDIC of it, gets escapes."""
    two(tree, "ttysclp0", "MENU TITLE Büro 中\n")
    g = boot(tree, direct="console=ttyS0 console=ttysclp0", line_mode=True)
    g.wait("Büro 中".encode().decode("latin-1"))
    g.wait(r"> The first one")
    g.wait(r"Enter starts")
    g.send(CTRL_R)
    g.wait(PROMPT)
    g.send("exit\n")
    g.wait(r"> The first one")
    g.send(DOWN + "\r")
    assert "entry=second" in reached(g)
    line = g.line_log.read_text("latin-1")
    assert re.search(r"^   2 The second one", line, re.M) and "\x1b" not in line
    assert r"== B\xc3\xbcro \xe4\xb8\xad ==" in line


def test_countdown_starts_the_default(tree, boot):
    two(tree, "ttysclp0", "TIMEOUT 30\n")
    g = boot(tree, direct="console=ttysclp0")
    g.wait(r"Automatic boot in 3 seconds")
    g.wait(r"Automatic boot in 1 second")
    assert "entry=first" in reached(g)


def test_worker_that_dies_takes_its_menu_along(tree, boot):
    two(tree, "ttysclp0")
    g = boot(tree, direct="console=ttysclp0")
    g.wait(r"> The first one")
    g.wait(r"Enter starts")
    g.send(CTRL_R)
    g.wait(PROMPT)
    g.run("kill -9 $(sed -n 's/^Pid:.//p' $(grep -l '^Uid:.65534' /proc/[0-9]*/status))")
    g.send("exit\n")
    g.wait(r"worker: killed by signal 9")
    g.wait(r"the menu is gone: the worker has ended")
    g.wait(r"> The first one")  # of the next worker
    g.wait(r"Enter starts")
    g.send("\r")
    assert "entry=first" in reached(g)


def test_loadparm_chooses_an_entry(tree, boot):
    two(tree, "ttysclp0", "TIMEOUT 600\n")
    g = boot(tree, extra=("-machine", "loadparm=2"))
    assert "entry=second" in reached(g)
