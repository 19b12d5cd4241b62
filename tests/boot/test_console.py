# SPDX-License-Identifier: MIT
"""What the two kinds of s390 consoles show: a screen, and one that takes whole lines only."""

import re

from guest import JUMP, REACHED, reached

# One line of progress, and nothing else in it.
PROGRESS = r"tftp://\S+: \d+ of \d+ KiB, \d+ %(, \d+ KiB/s)?"
# Where the time went, a line for each stage just before the jump.
STAGE = r" *[a-z]+ +\d+ ms, to +\d+.*"


def said(text):
    """The loader's own lines: between its first and its last, without the progress."""
    lines = [line.strip() for line in text.splitlines()]
    first = next(i for i, line in enumerate(lines) if line.startswith("pxehop "))
    last = next(i for i, line in enumerate(lines) if re.match(JUMP, line))
    return [line for line in lines[first:last + 1]
            if line and not re.fullmatch(PROGRESS, line)]


def test_line_mode_gets_whole_lines(tree, boot, wire):
    tree.config("console=ttyS0")
    wire.slow("4mbit")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct="console=ttyS0", screen=False, line_mode=True)
    reached(g)
    shown = [line for line in g.text.splitlines()
             if (" % " in line or "KiB/s" in line) and not re.fullmatch(STAGE, line)]
    assert 1 <= len(shown) <= 8, shown
    for line in shown:
        assert re.fullmatch(PROGRESS, line), line
    assert "\x08" not in g.text and "  " not in "".join(shown)


def test_both_consoles_show_everything(tree, boot):
    """All console= devices get every line; the kernel's last one is where programs write."""
    tree.config("console=ttyS0 console=ttysclp0")
    g = boot(tree, direct="console=ttyS0 console=ttysclp0", line_mode=True)
    reached(g)
    line = g.line_log.read_text("latin-1")
    assert said(g.text) == said(line)
    assert not re.search(REACHED, line)


def test_progress_is_wiped_from_the_screen(tree, boot):
    """A terminal that obeys carriage returns shows no rest of a longer line."""
    tree.config()
    g = boot(tree, direct="console=ttysclp0")
    reached(g)
    raw = g.log.read_bytes().decode("latin-1").replace("\r\n", "\n")
    assert "\r" in raw
    for row in raw.split("\n"):
        shown = []
        for part in row.split("\r"):
            shown[:len(part)] = part
        text = "".join(shown).rstrip()
        assert "KiB/s" not in text or re.fullmatch(f"{PROGRESS}|{STAGE}", text), text
