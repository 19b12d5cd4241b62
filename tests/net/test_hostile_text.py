# SPDX-License-Identifier: MIT
"""What came from outside stays inert on root's terminal, whichever command prints it and however:
no byte but printable ASCII and the ends of lines leaves a command's plain output."""

import os
import pty
import struct
import subprocess
import zlib

import pytest

from bootlab import DEFAULT, config

EVIL = b"e\x1b[2J\x9b31m\x07\x7f\xff\r"
SEEN = r"e\x1b[2J\x9b31m\x07\x7f\xff"
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!" + bytes(4)


def check(*outputs):
    for out in outputs:
        assert all(c in b"\n\t" or 0x20 <= c <= 0x7e for c in out), out


def run(*args, cwd=None, given=b"", status=None):
    p = subprocess.run([os.fsencode(a) for a in args], cwd=cwd, input=given, capture_output=True,
                       timeout=60, env=dict(os.environ, LC_ALL="C"))
    check(p.stdout, p.stderr)
    assert p.returncode in ((0, 1) if status is None else (status,)), p
    return p.stdout.decode(), p.stderr.decode()


CONFIG = (b"UI menu.c32\nMENU TITLE t%s\nBOGUS%s x\nF1 %s\nDISPLAY %s\nSAY %s\nONERROR %s\n"
          b"DEFAULT a%s\nLABEL a%s\n  MENU LABEL m%s\n  KERNEL k%s\n  INITRD i%s,j%s\n"
          b"  APPEND c=%s initrd=x%s\n  TEXT HELP\nh%s\n  ENDTEXT\n  FDT f%s\n"
          b"LABEL quit%s\n  KERNEL pxelinux.0%s\n  INITRD %s\n").replace(b"%s", EVIL[:-1])


@pytest.fixture
def root(tmp_path):
    (tmp_path / "pxelinux.cfg").mkdir()
    (tmp_path / "pxelinux.cfg/default").write_bytes(CONFIG)
    (tmp_path / os.fsdecode(b"k" + EVIL[:-1])).write_bytes(b"no kernel")
    (tmp_path / os.fsdecode(b"i" + EVIL[:-1])).write_bytes(EVIL * 40)
    return tmp_path


def test_real_18_names(tool):
    out, _ = run(tool("pxe"), "names", "--mac", "52:54:00:12:34:56", "--prefix", b"p" + EVIL + b"/",
                 "--conffile", EVIL, status=0)
    assert SEEN in out
    run(tool("pxe"), "names", "--mac", EVIL, status=2)


FOREIGN = "Büro中文عرب".encode()
REORDERS = b"\xe2\x80\xae"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("args", [["show"], ["lint"], ["show", "--json"], ["menu", "--line"]], ids=" ".join)
def test_real_05_by_the_locale(tool, tmp_path, args, locale):
    """What is UTF-8 is shown where the locale says so; what reorders text, and what is no UTF-8, never."""
    evil = FOREIGN + REORDERS + b"\xc3"
    (tmp_path / "c").write_bytes(
        b"UI menu.c32\nBOGUS%s x\nLABEL a\nMENU LABEL m%s\nKERNEL k%s\n".replace(b"%s", evil))
    p = subprocess.run([tool("pxe"), *args, tmp_path / "c"], input=b"1\n", capture_output=True, timeout=60,
                       env=dict(os.environ, LC_ALL=locale))
    out = p.stdout + p.stderr
    if "--json" in args:  # JSON is UTF-8 in every locale
        assert FOREIGN in out
        return
    assert REORDERS not in out and rb"\xe2\x80\xae\xc3" in out and out.decode()
    assert (FOREIGN in out) == (locale == "C.UTF-8")
    assert locale != "C" or out.isascii()


@pytest.mark.parametrize("args", [["show"], ["lint"], ["show", "--json"]])
def test_real_18_show_and_lint(tool, root, args):
    assert SEEN.replace("\\", "\\\\" if "--json" in args else "\\")[:2] in \
        run(tool("pxe"), *args, "--root", root, "pxelinux.cfg/default")[0]


LOGIN = "http://admin:hunter2@10.9.8.7/"
LOGINS = "".join(f"{word} {LOGIN}x\n" for word in (
    "UI menu.c32", "BOGUS", "MENU TITLE", "F1", "DISPLAY", "SAY", "ONERROR", "INCLUDE", "DEFAULT", "LABEL a",
    "MENU LABEL m", "KERNEL", "INITRD", "APPEND", "FDT", "FDTDIR", "FDTOVERLAYS")) + f"TEXT HELP\n{LOGIN}\nENDTEXT\n"


@pytest.mark.parametrize("args", [["show"], ["lint"], ["menu", "--line"], ["names", "--mac", "52:54:00:12:34:56"],
                                  ["get"], ["ipxe"]], ids=" ".join)
def test_real_18_logins_of_urls_are_not_shown(tool, tmp_path, args):
    (tmp_path / "c").write_text("#!ipxe\necho " + LOGIN + "\nkernel " + LOGIN + "k\nboot\n" if args == ["ipxe"]
                                else LOGINS.replace("UI menu.c32 " + LOGIN + "x", "UI menu.c32"))
    what = {"names": ["--prefix", LOGIN], "get": [LOGIN.replace("10.9.8.7", "127.0.0.1:1") + "x"]}
    out, err = run(tool("pxe"), *args, *what.get(args[0], [tmp_path / "c"]), given=b"h 1\n1\n")
    assert "hunter2" not in out + err and ("10.9.8.7" in out or "127.0.0.1" in err), out + err


def test_real_18_lint_of_a_tree(tool, root):
    evil = root / os.fsdecode(b"d" + EVIL) / "pxelinux.cfg"
    evil.mkdir(parents=True)
    (evil / "default").write_bytes(CONFIG)
    for arch in ("arm64", "s390x"):
        assert SEEN in run(tool("pxe"), "lint", "--arch", arch, root, status=1)[0]


def test_real_18_show_config_on_a_terminal(tool, root):
    """Into a file it is the configuration again, byte for byte."""
    args = [tool("pxe"), "show", "--config", root / "pxelinux.cfg/default"]
    assert EVIL[:-1] in subprocess.run(args, capture_output=True, timeout=60).stdout
    master, slave = pty.openpty()
    with subprocess.Popen(args, stdout=slave) as p:
        os.close(slave)
        said = b""
        try:
            while piece := os.read(master, 65536):
                said += piece
        except OSError:
            pass
    os.close(master)
    check(said.replace(b"\r\n", b"\n"))
    assert p.returncode == 0 and SEEN in said.decode()


def test_real_18_menu_by_lines(tool, root):
    out, _ = run(tool("pxe"), "menu", "--line", root / "pxelinux.cfg/default", given=b"h 1\n1\n")
    assert SEEN in out


@pytest.mark.parametrize("args", [
    ["get", EVIL], ["get", b"http://127.0.0.1:1/" + EVIL],
    ["get", "-o", EVIL, "http://127.0.0.1:1/x"], ["show", EVIL], ["lint", EVIL], ["menu", EVIL], [EVIL],
    ["boot", "--dry-run", "-i", "lo", "--arch", EVIL], ["dhcp", "-i", EVIL],
    ["get", "--cacert", EVIL, "https://127.0.0.1:1/x"], ["get", "--proxy", EVIL, "http://127.0.0.1:1/x"],
])
def test_real_18_arguments(tool, args):
    """Names of files and servers are pasted from elsewhere, too."""
    p = subprocess.run([tool("pxe"), *args], capture_output=True, timeout=200)
    check(p.stdout, p.stderr)
    assert p.returncode


def test_real_18_dry_run(site):
    ascii_only = b"e\x1b[2J\x07\x7f"  # an s390x kernel gets no other bytes
    site.serve({DEFAULT: b"say " + EVIL[:-1] + b"\n" + config(append="c=@").replace(b"@", ascii_only)})
    args = [a for a in site.command(["--timeout", 20]) if a != "--json"]
    out, err = run(*args, status=0)
    assert f"cmdline  BOOT_IMAGE=kernel c=e\\x1b[2J\\x07\\x7f initrd=initrd\n" in out and SEEN in err


def uimage(data, name):
    head = struct.pack(">7I4B32s", 0x27051956, 0, 0, len(data), 0, 0, zlib.crc32(data), 5, 2, 2, 0, name)
    return head[:4] + struct.pack(">I", zlib.crc32(head)) + head[8:] + data


def cpio(name, link):
    head = [0, 0o120777, 0, 0, 1, 0, len(link), 0, 0, 0, 0, len(name) + 1, 0]
    out = b"070701" + b"".join(b"%08x" % n for n in head) + name + b"\0"
    out += bytes(-len(out) % 4) + link
    return out + bytes(-len(out) % 4) + INITRD


def fit(d):
    """dtc takes any byte in a string; names of nodes it holds to the standard, so those are patched."""
    (d / "part").write_bytes(b"data")
    text = (b'/dts-v1/; / { description = "D"; images { kernelAAAAAAAA { description = "D"; '
            b'data = "data"; type = "D"; arch = "D"; os = "D"; compression = "D"; hash { algo = "D"; '
            b'value = [00]; }; }; }; configurations { default = "D"; confAAAAAAAA { description = "D";'
            b' kernel = "D"; fdt = "D"; ramdisk = "D"; }; }; };')
    text = text.replace(b'"D"', b'"' + b"".join(b"\\x%02x" % c for c in EVIL) + b'"')
    tree = subprocess.run(["dtc", "-q", "-f", "-O", "dtb"], input=text, capture_output=True, check=True).stdout
    return tree.replace(b"AAAAAAAA", EVIL[:8])


@pytest.mark.parametrize("what", ["uimage", "cpio", "fit"])
def test_real_18_mkimage_show_and_extract(tool, tmp_path, what):
    make = {"uimage": lambda: uimage(b"data", EVIL), "cpio": lambda: cpio(EVIL, EVIL),
            "fit": lambda: fit(tmp_path)}
    name = os.fsdecode(b"n" + EVIL)
    (tmp_path / name).write_bytes(make[what]())
    out, err = run(tool("mkimage"), "show", name, cwd=tmp_path)
    assert SEEN[:8] in out + err
    folder = os.fsdecode(b"d" + EVIL)
    run(tool("mkimage"), "extract", "-C", folder, name, cwd=tmp_path)
    run(tool("mkimage"), "show", EVIL, cwd=tmp_path, status=1)
    run(tool("mkimage"), "extract", "-C", EVIL + b"/none/x", name, cwd=tmp_path, status=1)
