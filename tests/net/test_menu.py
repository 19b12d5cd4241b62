# SPDX-License-Identifier: MIT
"""The menu on terminals: `pxe menu`, which is PID 1's menu with another loop around it, behind a
pseudo terminal that a terminal emulator watches. Pictures are compared whole with tests/data/menu;
PXEHOP_PICTURES=write makes them anew, to be looked at before they are committed."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

import pyte
import pytest

DATA = Path(__file__).resolve().parents[1] / "data/menu"
UP, DOWN, RIGHT, LEFT, END = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[F"
ESC = "\x1b"
# An Esc counts alone after a fifth of a second.
ESC_SECONDS = 0.4
SIZES = {"80x24": (80, 24), "40x12": (40, 12)}


class Terminal:
    def __init__(self, argv, cols, rows):
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.fd, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        # The line discipline's echo would come between the lines of a line-mode console.
        mode = termios.tcgetattr(end)
        mode[3] &= ~termios.ECHO
        termios.tcsetattr(end, termios.TCSANOW, mode)
        self.process = subprocess.Popen(argv, stdin=end, stdout=end, stderr=end,
                                        start_new_session=True, cwd=DATA)
        os.close(end)

    def read(self, quiet=0.15, seconds=20):
        """All that comes until there is a pause and the program waits as well, or the end."""
        deadline = time.monotonic() + seconds
        wait = 2
        while time.monotonic() < deadline:
            if not select.select([self.fd], [], [], wait)[0]:
                if self.waits():
                    return
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return
            self.raw += data
            self.stream.feed(data)
            wait = quiet

    def waits(self):
        """It sleeps, and did not just get no turn on a busy machine."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "R"

    def type(self, keys):
        os.write(self.fd, keys.encode())
        if keys.endswith(ESC):
            time.sleep(ESC_SECONDS)
        self.read()

    def picture(self):
        rows = [row.rstrip() for row in self.screen.display]
        for y, row in enumerate(rows):
            high = [x for x in range(len(row)) if self.screen.buffer[y][x].reverse]
            assert bool(high) == row.startswith("> ") or not row, (y, row)
        where = self.screen.cursor
        rows.append("(no cursor)" if where.hidden else f"(cursor: row {where.y} column {where.x})")
        return "\n".join(rows) + "\n"

    def end(self):
        self.read(quiet=20)
        self.process.wait(10)
        return self.raw.decode()

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.fd)


@pytest.fixture
def terminal(tool):
    running = []

    def start(*args, size="80x24", locale="C.UTF-8"):
        running.append(Terminal(["env", f"LC_ALL={locale}", tool("pxe"), "menu", *map(str, args)],
                                *SIZES[size]))
        running[-1].read()
        return running[-1]

    yield start
    for it in running:
        it.close()


def compare(name, got):
    path = DATA / f"{name}.txt"
    if os.environ.get("PXEHOP_PICTURES") == "write":
        path.write_text(got)
    assert got == path.read_text(), f"{path.name} differs:\n{got}"


# Keys that lead to a picture, from the start.
PICTURES = {
    "list": DOWN + UP,
    "help": DOWN,
    "submenu": DOWN + DOWN + "\n" + DOWN,
    "find": "/disk",
    "edit": DOWN + "\t" + " console=ttyS0 " + "word " * 20,
    "edit-home": "\t\x01",
    "password": "lab\nsecret",
    "prompt": ESC,
    "labels": ESC + "\t",
    "not-found": ESC + "missing.c32 x\n",
    "file": "\x1bOP",
    "no-boot": "lab\nsecret\n",
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(terminal, name, size):
    t = terminal("installer.cfg", size=size)
    keys = PICTURES[name]
    if keys.startswith(ESC) and not keys.startswith((ESC + "[", ESC + "O")):
        t.type(ESC)
        keys = keys[1:]
    if name == "no-boot":  # where that entry leads is printed below the menu
        t.type(keys)
        assert t.end().splitlines()[-4:] == ["chosen: boot", "label: lab", "kernel: lab/vmlinuz",
                                             "command line: BOOT_IMAGE=lab/vmlinuz"]
        return
    t.type(keys)
    compare(f"{name}-{size}", t.picture())


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("size", SIZES)
def test_real_05_scripts(terminal, size, locale):
    """Columns of all scripts on a terminal that knows UTF-8, escapes on another; wide help wraps, and
    nothing in it acts."""
    t = terminal("scripts.cfg", size=size, locale=locale)
    compare(f"scripts-{locale}-{size}", t.picture())
    assert locale != "C" or t.raw.isascii()
    for bad in (b"\x9b3", b"\xc2\x9b", b"\xe2\x80\xae", b"\xc3("):
        assert bad not in t.raw


def test_real_01_a_chosen_menu_is_shown(terminal, tmp_path):
    """menu.c32 with another file shows a menu of that, whatever it says, and leads back likewise."""
    (tmp_path / "pxelinux.cfg").mkdir()
    (tmp_path / "pxelinux.cfg/default").write_text(
        "UI menu.c32\nMENU TITLE First\nLABEL inst\nKERNEL menu.c32\nAPPEND sub.cfg\n"
        "LABEL gone\nKERNEL menu.c32\nAPPEND gone.cfg\n")
    (tmp_path / "sub.cfg").write_text(
        "DEFAULT live\nMENU TITLE Second\nLABEL up\nKERNEL menu.c32\n"
        "LABEL wipe\nKERNEL k\nAPPEND auto\nLABEL live\nKERNEL k2\n")
    t = terminal("--root", tmp_path, "pxelinux.cfg/default")
    t.type("\n")
    compare("submenu-file-80x24", t.picture())
    t.type("\n")  # up
    assert "First" in t.picture() and "> inst" in t.picture()
    t.type(DOWN + "\n")
    assert "gone.cfg: not found" in t.picture()
    t.type(UP + "\n")
    t.type(DOWN + DOWN + "\n")
    assert t.end().splitlines()[-4:-1] == ["chosen: boot", "label: live", "kernel: k2"]


def test_real_02_a_menu_of_several_files(terminal, tmp_path):
    (tmp_path / "c").write_text("UI menu.c32 colors.cfg gone.cfg ~ tools.cfg\nLABEL own\n")
    (tmp_path / "colors.cfg").write_text("MENU TITLE Painted\n")
    (tmp_path / "tools.cfg").write_text("LABEL tool\nKERNEL k\n")
    t = terminal("--root", tmp_path, "c")
    picture = t.picture()
    assert "Painted" in picture and "> own" in picture and "  tool" in picture


@pytest.mark.parametrize("size", SIZES)
def test_long_menu_scrolls(terminal, tmp_path, size):
    config = tmp_path / "default"
    config.write_text("UI menu.c32\nMENU TITLE Many\n" + "".join(
        f"LABEL l{n}\n  MENU LABEL Entry number {n} with a text that is wider than forty columns\n"
        f"  LINUX k{n}\n" for n in range(100)))
    t = terminal(config, size=size)
    t.type(DOWN * 30)
    compare(f"long-{size}", t.picture())
    t.type("\n")
    assert "kernel: k30\r" in t.end()


def test_a_key_costs_two_rows(terminal):
    """What a slow serial line carries when the highlight moves."""
    t = terminal("installer.cfg")
    t.type(DOWN + UP)
    before = len(t.raw)
    t.type(END)
    assert 0 < len(t.raw) - before < 400


def test_countdown_runs_and_ends(terminal, tmp_path):
    config = tmp_path / "default"
    config.write_text("UI menu.c32\nTIMEOUT 30\nMENU AUTOBOOT Starting in # s\n"
                      "LABEL a\n  LINUX ka\nLABEL b\n  LINUX kb\n  MENU DEFAULT\n")
    t = terminal(config)
    assert re.search(r"Starting in [123] s", t.picture())
    assert "kernel: kb\r" in t.end()
    assert len(set(re.findall(rb"Starting in (\d) s", t.raw))) == 3


def test_terminal_is_given_back(terminal):
    t = terminal("installer.cfg")
    t.type("\n")
    t.end()
    assert not t.screen.cursor.hidden
    assert not t.screen.cursor.attrs.reverse and not t.screen.cursor.attrs.bold


def test_escapes_in_a_configuration_are_inert(terminal, tmp_path):
    config = tmp_path / "default"
    config.write_bytes(b"UI menu.c32\nMENU TITLE a\x1b[2J\x1b]0;own\x07 title\nLABEL a\n"
                       b"  MENU LABEL \x9b31mred \x0e\n  LINUX k\n  TEXT HELP\n\x1bcreset\n  ENDTEXT\n")
    t = terminal(config)
    t.type(DOWN)
    rows = t.picture()
    assert r"a\x1b[2J\x1b]0;own\x07 title" in rows
    assert r"> \x9b31mred \x0e" in rows and r"\x1bcreset" in rows


LINES = ["3\n", "b\n", "h 1\n", "h 4\n", "9\n", "e 2\n", "+console=ttyS0 x\n"]


def test_line_mode(terminal):
    t = terminal("--line", "installer.cfg")
    said = re.sub(r"boot in \d+", "boot in #", t.raw.decode())
    for line in LINES:
        at = len(t.raw)
        t.type(line)
        said += f"[{line.strip()}]\r\n" + t.raw[at:].decode()
    t.end()
    assert "\x1b" not in said
    compare("line", said.replace("\r\n", "\n"))


def test_line_mode_prompt(terminal):
    t = terminal("--line", "installer.cfg")
    said = ""
    for line in ["p\n", "?\n", "?1\n", ".\n", "4\n", "secret\n"]:
        at = len(t.raw)
        t.type(line)
        said += f"[{line.strip()}]\r\n" + t.raw[at:].decode()
    compare("line-prompt", said.replace("\r\n", "\n"))
