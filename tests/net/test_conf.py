# SPDX-License-Identifier: MIT
"""`pxe names`, `pxe show` and `pxe lint` as administrators run them. The expected readings in
tests/data/conf were written by hand from PXELINUX's rules; a key that is missing there means null
or an empty list, and its warnings are line numbers."""

import gzip
import json
import lzma
import os
import re
import resource
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data/conf"
LABEL = {"name": None, "menu_label": None, "kernel": None, "initrds": [], "append": None,
         "ipappend": None, "fdt": None, "fdtdir": None, "fdtoverlays": [], "localboot": None}
# The end mark of a cpio archive, which is all of it.
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!" + bytes(4)
# Debian 13 has no installer for i386 any more; `make check-net` unpacks those there are.
INSTALLERS = ["amd64", *(["i386"] if (DATA.parents[2] / "build/deps/trees/i386").exists() else [])]
WHOLE = {"labels": [], "default": None, "timeout_ds": None, "prompt": None, "ontimeout": None,
         "onerror": None, "includes": [], "warnings": []}


@pytest.fixture
def pxe(tool):
    def run(*args, status=0, cwd=None):
        p = subprocess.run([tool("pxe"), *map(str, args)], capture_output=True, cwd=cwd, timeout=60)
        assert p.returncode == status, p.stdout + p.stderr
        assert b"\x1b" not in p.stdout + p.stderr
        return p.stdout.decode(), p.stderr.decode()

    return run


@pytest.fixture
def tree(tmp_path):
    """tree({name: text}) writes files under tmp_path/root and returns it."""

    def make(files):
        root = tmp_path / "root"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


@pytest.mark.parametrize("name", sorted(p.stem for p in DATA.glob("*.json")))
def test_golden(pxe, name):
    want = {**WHOLE, **json.loads((DATA / f"{name}.json").read_text())}
    want["labels"] = [{**LABEL, **label} for label in want["labels"]]
    config = next(p for p in DATA.glob(f"{name}.*") if p.suffix != ".json")
    out, err = pxe("show", "--json", "--no-includes", config)
    got = json.loads(out)
    assert not err
    for note in got["warnings"]:
        assert note["file"] == str(config) and note["text"]
    got["warnings"] = [note["line"] for note in got["warnings"]]
    assert got == want
    assert list(got) == list(WHOLE) and all(list(x)[:len(LABEL)] == list(LABEL) for x in got["labels"])


@pytest.mark.parametrize("arch", INSTALLERS)
@pytest.mark.parametrize("variant", ["text", "gtk"])
def test_debian_installer(pxe, arch, variant):
    """The trees of Debian's installers as they are packaged. @ stands for the architecture, includes
    for files of boot-screens."""
    root = DATA.parents[2] / "build/deps/trees" / arch / variant
    want = json.loads((DATA / f"debian/{variant}.json").read_text().replace("@", arch))
    want["labels"] = [{**LABEL, **label} for label in want["labels"]]
    want["includes"] = [f"debian-installer/{arch}/boot-screens/{x}.cfg" for x in want["includes"]]
    out, err = pxe("show", "--json", "--root", root, "pxelinux.cfg/default")
    got = json.loads(out)
    assert not err
    # Debian includes files that only some of its media have, and nothing else is odd
    assert all("INCLUDE skipped, not found" in note["text"] for note in got.pop("warnings"))
    assert got == {**{k: v for k, v in WHOLE.items() if k != "warnings"}, **want}
    out, _ = pxe("show", "--root", root, "pxelinux.cfg/default")
    assert out.startswith("starts: install, when somebody chooses it in the menu\n" if variant == "text"
                          else f"starts: debian-installer/{arch}/linux with vga=788 initrd=")
    if variant == "gtk":
        assert "--- quiet , after 30.0 s in the menu\n" in out
    out, _ = pxe("show", "--root", root, f"debian-installer/{arch}/boot-screens/prompt.cfg")
    # drk.cfg says DEFAULT too, and here nothing overrides it
    assert out.startswith("starts: installdark, when somebody chooses it at the boot: prompt\n"
                          if variant == "text" else f"starts: debian-installer/{arch}/linux with")


def test_show_for_people(pxe):
    out, _ = pxe("show", DATA / "scopes.cfg", "--no-includes")
    assert out.startswith("starts: Two with extra  words, at once\n")
    assert "label three (hidden)\n" in out and "line 18: warning: FROBNICATE: unknown" in out


def test_show_follows_includes_under_the_prefix(pxe, tree):
    root = tree({"dir/pxelinux.cfg/default": "include one\ninclude /two\ninclude ::three\n"
                                             "include ../dir/one\ninclude http://h/x\n",
                 "dir/one": "label one\n", "two": "label two\n", "three": "label three\n"})
    for args, cwd in ((("--root", root, "dir/pxelinux.cfg/default"), None),
                      (("--root", ".", "/dir/pxelinux.cfg/default"), root)):
        out, _ = pxe("show", "--json", *args, cwd=cwd)
        got = json.loads(out)
        assert [x["name"] for x in got["labels"]] == ["one", "two", "three"]
        assert got["includes"] == ["one", "/two", "::three", "../dir/one", "http://h/x"]
        assert [w["line"] for w in got["warnings"]] == [4, 5]
    out, _ = pxe("show", "--json", root / "dir/pxelinux.cfg/default")
    assert [x["name"] for x in json.loads(out)["labels"]] == ["one"]


MIB = 1 << 20
HOSTILE = {
    "two-letter lines": "x\n" * (MIB // 2),
    "words never seen": "".join(f"w{i}\n" for i in range(140000)),
    "the same 200 words": "".join(f"w{i % 200}\n" for i in range(200000)),
    "words to be quiet about": "menu rows 1\nserial 0\n" * (MIB // 21),
    "numbers that are none": "timeout x\n" * (MIB // 10),
    "includes": "include x\n" * (MIB // 10),
    "long names": "".join(f"label {'a' * 1000}{i}\n" for i in range(1000)),
    "initrds": "".join(f"label {i}\nappend {'initrd=a,b ' * 80}\n" for i in range(1000)),
    "help": "label a\n" + "text help\nendtext\n" * (MIB // 18 - 1),
    "hotkeys": "".join(f"label {i}\nmenu label {'b' * 900}^\n" for i in range(1000)),
    "menus": "".join(f"menu begin {'t' * 4000}{i}\nlabel\nmenu goto {'t' * 4000}\n" for i in range(120)),
    "NULs": "a\0b\n" * (MIB // 4),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_megabyte_takes_no_time(pxe, tree, what):
    """Each of these takes 10 to 35 ms of a PC of 2020; what grows with the square would take seconds."""
    path = tree({"c": HOSTILE[what]}) / "c"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pxe("show", "--json", path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 0.3


def test_show_fails_in_one_line(pxe, tree):
    root = tree({"big": b"#" * (1 << 20) + b"\n", "esc\x1b[2J": "", "dir/x": ""})
    for name, part in (("none", "No such file"), ("big", "more than 1 MiB"), ("dir", "directory")):
        out, err = pxe("show", "--root", root, name, status=1)
        assert not out and err.count("\n") == 1 and part in err
        assert err.startswith(f"pxe: {name}: ") and err.endswith(", nothing is shown\n")
    _, err = pxe("show", root / "none\x1b[2J", status=1)
    assert "\\x1b" in err


def test_show_fetches_urls(pxe, tool, lab):
    client, server = lab.pair()
    root = lab.tree({"d/pxelinux.cfg/default": b"include more\ninclude /top\ninclude gone\n",
                     "d/more": b"label more\n", "top": b"label top\n"})
    lab.dnsmasq(server, tftp_root=root)
    p = client.run(tool("pxe"), "show", "--json", "tftp://10.9.0.1/d/pxelinux.cfg/default",
                   timeout=90)
    assert p.returncode == 0, p.stderr
    got = json.loads(p.stdout)
    assert [x["name"] for x in got["labels"]] == ["more", "top"]
    assert [w["line"] for w in got["warnings"]] == [3]
    p = client.run(tool("pxe"), "show", "tftp://10.9.0.1/none", timeout=90)
    assert p.returncode == 1 and "none" in p.stderr


def test_lint(pxe, tree):
    root = tree({"pxelinux.cfg/default": "default none\nlabel a\nkernel k\ninitrd i\nfoo\n"
                                         "label b\ncom32 hdt.c32\nlabel c\nkernel http://h/k\n",
                 "k": "k", "ok": "default a\nlabel a\nkernel k\n"})
    out, _ = pxe("lint", "--root", root, "pxelinux.cfg/default", status=1)
    assert "default: line 5: warning: foo: unknown word" in out
    assert "default: line 4: error: i: no such file in the tree" in out
    assert "default: line 7: error: hdt.c32: a syslinux module" in out
    assert "default: line 1: error: none: DEFAULT names no label and no file in the tree" in out
    assert out.count("\n") == 4
    out, _ = pxe("lint", "--root", root, "ok")
    assert out == ""
    out, err = pxe("lint", "--root", root, "ok", "missing", status=1)
    assert out == "" and err == "pxe: missing: No such file or directory, not checked\n"


LINTS = [
    # what DEFAULT and its like name
    ("default Linux\nlabel linux\nkernel k\n", ["1: error: Linux: DEFAULT names no label, only one in"]),
    ("default k\nlabel a\nkernel k\n", ["1: warning: k: DEFAULT names no label, it is taken for"]),
    ("label a\nkernel k\nontimeout b\nonerror c\nfallback a\n",
     ["3: error: b: ONTIMEOUT names no label and", "4: error: c: ONERROR names no label and"]),
    ("ui ghost\nlabel a\nkernel k\n", ["1: error: ghost: UI names no label and no file"]),
    ("ui hdt.c32\nlabel a\nkernel k\n", ["1: error: hdt.c32: a syslinux module"]),
    ("ui k\nlabel a\nkernel k\n", ["1: warning: k: UI names no label, it is taken for"]),
    ("default hdt.c32\nlabel a\nkernel k\n", ["1: error: hdt.c32: a syslinux module"]),
    # modules that mean something here are in no tree
    ("default chain.c32 hd0\nontimeout reboot.c32\nonerror poweroff.c32\nlabel a\nkernel k\n", []),
    ("default a\nlabel a\nkernel k\nlabel a\nkernel k\n", ["4: warning: a: LABEL given twice"]),
    # what nothing leads to
    ("default a\nnoescape 1\nlabel a\nkernel k\nlabel b\nkernel k\nlabel c\nkernel k\nontimeout c\n",
     ["5: warning: b: nothing leads here"]),
    ("default a\nlabel a\nkernel k\nlabel b\nkernel k\n", []),
    # real_07: an empty kernel
    ("label a\nkernel dir/x\n", ["2: error: dir/x: the file is empty"]),
    ("ui menu.c32\nnoescape 1\ntimeout 9\nlabel a\nkernel k\nlabel h\nmenu hide\nkernel k\n",
     ["6: warning: h: nothing leads here"]),
    ("ui menu.c32\nallowoptions 0\ntimeout 9\nlabel a\ncom32 ifcpu64.c32\nappend h -- h\n"
     "label h\nmenu hide\nkernel k\n", []),
    ("default a\nlabel a\nkernel k\nmenu begin s\nlabel b\nkernel k\nmenu end\n",
     ["4: warning: s: a submenu that nothing opens"]),
    ("default a\nlabel a\nkernel k\nmenu begin\nlabel b\nkernel k\nmenu end\n",
     ["4: warning: MENU BEGIN: a submenu that nothing opens"]),
    # real_07: the line of the word
    ("default a\nlabel a\n\nkernel " + 4097 * "k" + "\n",
     ["4: error: a: a file name is longer than 4096 bytes"]),
    ("ui menu.c32\ntimeout 9\nlabel a\nkernel k\nmenu begin s\nmenu end\n",
     ["5: warning: s: a submenu without entries"]),
    ("ui menu.c32\ntimeout 9\nlabel a\nkernel k\nlabel g\nmenu goto x\n",
     ["6: error: g: no menu has that tag"]),
    ("ui menu.c32\nlabel -\nmenu disable\n", [" error: nothing can start from this: no label of it"]),
    ("ui menu.c32\nlabel g\nmenu quit\nlabel x\nkernel k\nmenu disable\n",
     [" error: nothing can start from this: no label of it"]),
    # files
    ("default a\nlabel a\nlinux k\nfdt d\nfdtdir dir\nfdtoverlays k o\ndisplay t\nf1 k\nf2 u\n"
     "include i\n", ["4: error: d:", "6: error: o:", "7: error: t:", "9: error: u:", "10: warning: i:"]),
    ("default a\nlabel a\nkernel /k\ninitrd ::ramdisk,http://h/k,../k\n", ["4: error: ../k: no such"]),
    ("* ins\nk 0x0\np 0x10480\n", ["3: error: p: no such file"]),
    ("label a\nmenu help k\nlabel b\nkernel k\ndefault b\n", []),
    # real_07: what IMPLICIT 0 forbids, and what starts itself without a key
    ("implicit 0\ndefault k\nlabel a\nkernel k\n",
     ["2: error: k: DEFAULT names no label, and by IMPLICIT 0 it is no file name either",
      "2: warning: DEFAULT: nothing starts"]),
    ("default a\nlabel a\nconfig cfg\n", ["3: error: cfg: leads back here without a key"]),
    ("default a\ntimeout 9\nui menu.c32\nlabel a\nconfig cfg\n", ["5: error: cfg: leads back here"]),
    ("default a\nui menu.c32\nlabel a\nconfig cfg\n", []),
    ("default b\nlabel a\nconfig cfg\nlabel b\nkernel k\n", []),
]


@pytest.mark.parametrize("text, want", LINTS)
def test_lint_finds(pxe, tree, text, want):
    root = tree({"cfg": text, "k": "k", "dir/x": "", "ramdisk": INITRD})
    out, _ = pxe("lint", "--root", root, "cfg", status=int(any(" error: " in x for x in want)))
    lines = out.splitlines()
    assert len(lines) == len(want)
    for line, part in zip(sorted(lines), sorted(f"cfg: line {x}" if x[0].isdigit() else f"cfg:{x}"
                                                for x in want)):
        assert line.startswith(part)


INITRDS = {
    "good": (INITRD, None), "gzip": (gzip.compress(INITRD), None),
    "xz": (lzma.compress(INITRD, check=lzma.CHECK_CRC32), None),
    "early": (INITRD + gzip.compress(INITRD), None),
    "empty": (b"", "error: f: the file is empty"),
    "html": (b"<!DOCTYPE html>\n<html><h1>404</h1></html>\n", "error: f: an HTML page"),
    "cut": (gzip.compress(os.urandom(215110))[:100000], "error: f: the file is cut off"),
    "damaged": (gzip.compress(INITRD)[:-4] + b"\0\0\0\1", "error: f: the file is damaged"),
    "crc64": (lzma.compress(INITRD, check=lzma.CHECK_CRC64), "error: f: xz with a check (CRC64)"),
    "odc": (b"070707" * 40, "error: f: a cpio archive of the old format"),
    "unknown": (b"ramdisk of another system", "warning: f: nothing that Linux is known to unpack"),
}


@pytest.mark.parametrize("name", INITRDS)
def test_lint_reads_initrds(pxe, tree, name):
    data, want = INITRDS[name]
    root = tree({"cfg": "default a\nlabel a\nkernel k\ninitrd g,f\n", "k": "k", "f": data, "g": INITRD})
    out, _ = pxe("lint", "--root", root, "cfg", status=int("error" in (want or "")))
    assert out.startswith(f"cfg: line 4: {want}") if want else not out
    assert out.count("\n") == bool(want)


def test_real_11_lint_compares_the_sum_of_a_uimage(pxe, tree):
    """A kernel as U-Boot loads it; the loader refuses one whose sum is another."""
    image = bytearray(8192)
    image[:2], image[56:60] = b"MZ", b"ARM\x64"
    struct.pack_into("<QQQ", image, 8, 0, len(image), 0xa)
    head = struct.pack(">7I4B32s", 0x27051956, 0, 0, len(image), 0, 0, zlib.crc32(image), 5, 22, 2, 0, b"")
    head = head[:4] + struct.pack(">I", zlib.crc32(head)) + head[8:]
    config = "label a\nkernel f\n"
    root = tree({"c": config, "f": head + image})
    assert pxe("lint", "--arch", "arm64", "--root", root, "c")[0] == ""
    image[5000] ^= 1
    root = tree({"c": config, "f": head + image})
    assert "c: line 2: error: f: " in pxe("lint", "--arch", "arm64", "--root", root, "c", status=1)[0]


def test_lint_of_a_tree(pxe, tree):
    """A directory: what machines ask for, and what those lead to, under the prefix they start with."""
    good = "default a\nlabel a\nkernel k\n"
    root = tree({"d/pxelinux.cfg/default": "ui menu.c32 menus/first\n",
                 "d/menus/first": "ui menu.c32\ntimeout 9\nlabel n\nconfig menus/next\n"
                                  "label l\nconfig menus/gone\n",
                 "d/menus/next": good.replace("kernel k", "kernel k\ninitrd missing"), "d/k": "k",
                 "d/pxelinux.cfg/part.conf": "foo\n", "d/pxelinux.cfg/0A00": good + "bar\n",
                 "d/pxelinux.cfg/01-52-54-00-12-34-56": good + "baz\n",
                 "d/pxelinux.cfg/b8945d50-8119-411d-b880-58fb8ccd072a": good + "qux\n"})
    out, _ = pxe("lint", root, status=1)
    assert sorted(line.split(": ")[0] + ": " + ": ".join(line.split(": ")[2:4])
                  for line in out.splitlines()) == [
        "d/menus/first: error: menus/gone", "d/menus/next: error: missing",
        "d/pxelinux.cfg/01-52-54-00-12-34-56: warning: baz", "d/pxelinux.cfg/0A00: warning: bar",
        "d/pxelinux.cfg/b8945d50-8119-411d-b880-58fb8ccd072a: warning: qux"]
    (root / "d/pxelinux.cfg/default").unlink()
    pxe("lint", root)
    _, err = pxe("lint", root / "d/menus", status=1)
    assert "no configuration in any pxelinux.cfg directory" in err


def test_lint_of_many_machines(pxe, tree):
    root = tree({f"pxelinux.cfg/{n:08X}": f"foo{n}\nlabel a\n" for n in range(300)} | {"a": "k"})
    out, _ = pxe("lint", root)
    assert {line.split(": ")[3] for line in out.splitlines()} == {f"foo{n}" for n in range(300)}


@pytest.mark.parametrize("arch, limit", [("s390x", 895), ("armhf", 1023), ("arm64", 2047),
                                         ("x86_64", 2047)])
def test_lint_of_command_lines(pxe, tree, arch, limit):
    def lint(n, *words, status=0, kernel=None):
        before = "BOOT_IMAGE=k "
        root = tree({"c": "\n".join(["default a", "label a", "kernel k",
                                     "append " + "x" * (n - len(before)), *words])})
        (root / "k").unlink(missing_ok=True)
        if kernel:
            (root / "k").write_bytes(kernel)
        return pxe("lint", "--arch", arch, *(("--root", root) if kernel else ()),
                   "c" if kernel else root / "c", status=status)[0]

    assert lint(limit) == ""
    assert f"a command line of {limit + 1} bytes, and kernels of {arch} take {limit}" in lint(limit + 1)
    assert f"a command line of {limit + 28} bytes" in lint(limit, "ipappend 2")
    assert f"a command line of {limit + 140} bytes" in lint(limit, "ipappend 7")
    assert "error: k: " in lint(100, kernel=b"<html>" * 20000, status=1)
    if arch == "s390x":
        image = bytearray(0x11000)
        image[0x10008:0x10010] = b"S390EP\0\1"
        image[0x10430:0x10438] = (1000).to_bytes(8, "big")
        assert lint(999, kernel=bytes(image)) == ""
        assert "error: k: " in lint(1000, kernel=bytes(image), status=1)


def zimage(size):
    image = bytearray(size)
    image[0x24:0x28] = 0x016f2818.to_bytes(4, "little")
    image[0x2c:0x34] = struct.pack("<2I", size, 0x04030201)
    return bytes(image)


def image64(size):
    """With the section table that the EFI stub brings."""
    image = bytearray(size)
    image[:2] = b"MZ"
    image[0x10:0x18] = (2 * size).to_bytes(8, "little")
    image[0x38:0x40] = b"ARM\x64" + (0x40).to_bytes(4, "little")
    image[0x40:0x58] = struct.pack("<4sHHIIIHH", b"PE", 0xaa64, 1, 0, 0, 0, 160, 0)
    image[0xf8:0x120] = struct.pack("<8sIIIIIIHHI", b".text", size, 4096, size - 4096, 4096, 0, 0, 0, 0, 0)
    return bytes(image)


def fit_node(name, *inside):
    name = name + b"\0"
    return struct.pack(">I", 1) + name.ljust(-(-len(name) // 4) * 4, b"\0") + b"".join(inside) + struct.pack(">I", 2)


FIT_WORDS = b"data-size\0data-offset\0default\0kernel\0fdt\0"


def fit_value(name, value):
    at = FIT_WORDS.index(name + b"\0")
    return struct.pack(">III", 3, len(value), at) + value.ljust(-(-len(value) // 4) * 4, b"\0")


def external_fit(size, conf=fit_value(b"kernel", b"k\0"), default=b"c\0"):
    """As U-Boot's mkimage -E has it: the tree says where the data behind it lies."""
    data = fit_value(b"data-size", struct.pack(">I", size)) + fit_value(b"data-offset", bytes(4))
    tree = fit_node(b"", fit_node(b"images", fit_node(b"k", data)), fit_node(
        b"configurations", fit_value(b"default", default), fit_node(b"c", conf))) + struct.pack(">I", 9)
    total = 40 + 16 + len(tree) + len(FIT_WORDS)
    head = struct.pack(">10I", 0xd00dfeed, total, 56, 56 + len(tree), 40, 17, 16, 0, len(FIT_WORDS), len(tree))
    return (head + bytes(16) + tree + FIT_WORDS).ljust((total + 3) & ~3, b"\0") + b"k" * size


def s390_image(size, payload):
    """What carries its kernel compressed behind the decompressor."""
    image = bytearray(size)
    image[0x10008:0x10010] = b"S390EP\0\1"
    payload = b"\x1f\x8b\x08\0\0\0\0\0\2\3" + payload[10:]
    return bytes(image) + payload


# what the loader says once all of it is there
CUT = {
    "zimage": ("armhf", zimage(0x8000)),
    "zstd": ("arm64", bytes.fromhex("28b52ffd2080" + "20000041424344" * 31 + "21000041424344")),
    "gzip": ("arm64", gzip.compress(image64(0x8000))),
    "gzip-armhf": ("armhf", gzip.compress(zimage(0x8000))),
    "image": ("arm64", image64(0x8000)),
    "fit": ("arm64", external_fit(0x8000)),
    "s390x": ("s390x", s390_image(0x20000, gzip.compress(bytes(range(256)) * 99, mtime=0))),
}


@pytest.mark.parametrize("kind", CUT)
def test_real_11_lint_reads_kernels_to_their_end(pxe, tree, kind):
    arch, kernel = CUT[kind]
    def lint(data, status):
        root = tree({"c": "default a\nlabel a\nkernel k\n", "k": data})
        return pxe("lint", "--arch", arch, "--root", root, "c", status=status)[0]
    assert lint(kernel, 0) == ""
    assert "c: line 3: error: k: the file is cut off" in lint(kernel[:-1], 1)


@pytest.mark.parametrize("tree_of_a_fit", [b"\xff" * 48, bytes(48), b"\0\0\0\1" * 12], ids=("ones", "zeroes", "open-nodes"))
def test_real_11_lint_refuses_a_fit_whose_tree_is_none(pxe, tree, tree_of_a_fit):
    """In the words of the loader, which would refuse it after the download."""
    fit = external_fit(64)
    root = tree({"c": "default a\nlabel a\nkernel k\n", "k": fit[:56] + tree_of_a_fit + fit[104:]})
    assert pxe("lint", "--arch", "arm64", "--root", root, "c", status=1)[0].startswith(
        "c: line 3: error: k: a damaged FIT or device tree")


@pytest.mark.parametrize("name, fit, said", [
    ("k#d", external_fit(64), "a FIT without the configuration behind #"),
    ("k", external_fit(64, conf=fit_value(b"kernel", b"other\0")), "a FIT whose configuration names a part it lacks"),
    ("k", external_fit(64, conf=b""), "a FIT whose configuration names a part it lacks"),
    ("k", external_fit(0), "a FIT with a part that has no data, or is cut off"),
    ("k#c", external_fit(64, conf=fit_value(b"fdt", b"a\0b\0")), "a FIT whose configuration has several device trees"),
], ids=("name", "part", "kernel", "data", "trees"))
def test_real_11_lint_says_what_the_loader_refuses_of_a_fit(pxe, tree, name, fit, said):
    root = tree({"c": f"default a\nlabel a\nkernel {name}\n", "k": fit})
    assert pxe("lint", "--arch", "arm64", "--root", root, "c", status=1)[0] == f"c: line 3: error: {name}: {said}\n"


def test_real_11_a_machine_may_have_a_configuration_of_its_own(pxe, tree):
    root = tree({"c": "default a\nlabel a\nkernel k\n", "k": external_fit(64, conf=fit_value(b"fdt", b"a\0b\0"))})
    assert pxe("lint", "--arch", "arm64", "--root", root, "c")[0] == ""


SUB = "label wipe\nkernel k\nlabel live\nkernel k2\n"


def test_real_01_lint_follows_menus(pxe, tree):
    """What menu.c32 reads is a menu: nothing of it is unreachable, no DEFAULT of it counts."""
    root = tree({"d/pxelinux.cfg/default": "ui menu.c32\nlabel m\nkernel menu.c32\nappend sub.cfg\n"
                                           "label gone\nkernel vesamenu.c32 gone.cfg\n",
                 "d/sub.cfg": "noescape 1\nlabel up\nkernel menu.c32\n"
                              "append pxelinux.cfg/default\nlabel x\nkernel missing\n", "d/k": ""})
    assert pxe("lint", root, status=1)[0].splitlines() == [
        "d/pxelinux.cfg/default: line 6: error: gone.cfg: no such file in the tree",
        "d/sub.cfg: line 6: error: missing: no such file in the tree"]
    (root / "d/pxelinux.cfg/default").write_text("default menu.c32 sub.cfg\n")
    assert pxe("lint", root, status=1)[0].startswith("d/sub.cfg: line 6: error: missing")


def test_real_02_lint_reads_several_as_one(pxe, tree):
    root = tree({"pxelinux.cfg/default": "ui menu.c32 colors.cfg ~ #pass sub.cfg\nlabel m\nkernel k\n",
                 "colors.cfg": "foo\n", "sub.cfg": SUB, "k": "k"})
    assert pxe("lint", root, status=1)[0].splitlines() == [
        "pxelinux.cfg/default: line 1: warning: #pass: no such file in the tree, the menu goes without",
        "colors.cfg: line 1: warning: foo: unknown word, the line is ignored",
        "sub.cfg: line 4: error: k2: no such file in the tree (read by pxelinux.cfg/default)"]


NOT_HERE = ", nothing of this file by itself"


@pytest.mark.parametrize("line, files", [
    ("default vesamenu.c32 other.cfg", "other.cfg" + NOT_HERE),
    ("ui menu.c32 colors.cfg ~", "colors.cfg and this file"),
    ("default m\nlabel m\nkernel menu.c32\nappend a b", "a and b" + NOT_HERE)])
def test_real_03_show_says_what_hands_over(pxe, tree, line, files):
    path = tree({"c": f"{line}\ntimeout 50\nlabel a\nkernel k\n"}) / "c"
    assert pxe("show", path)[0].startswith(
        f"starts: the menu of {files}\n")
    assert json.loads(pxe("show", "--json", path)[0])["default"] is None


def test_real_04_lint_says_what_a_first_word_starts(pxe, tree):
    labels = "label Poky Default\nkernel k\nlabel Poky Fallback\nkernel k\n"
    root = tree({"bad": f"default Poky Other\n{labels}", "good": f"default Poky Fallback\n{labels}",
                 "k": "k"})
    out, _ = pxe("lint", "--root", root, "bad")
    assert ("bad: line 1: warning: Poky Other: DEFAULT is the whole of no label; its first word "
            "starts Poky Default\n") in out
    assert "whole of no label" not in pxe("lint", "--root", root, "good")[0]
    assert pxe("show", root / "good")[0].startswith("starts: Poky Fallback, at once\n")
    assert json.loads(pxe("show", "--json", root / "good")[0])["default"] == "Poky Fallback"


FOREIGN = {
    "GRUB's grub.cfg": "set default=0\nmenuentry 'x' {\n  linux /vmlinuz\n  initrd /i\n}\n",
    "GRUB's old menu.lst": "default 0\ntimeout 5\ntitle Debian\n  root (hd0,0)\n  kernel /vmlinuz\n",
    "an entry of the Boot Loader Specification":
        "title Fedora\nversion 6.1\nlinux /vmlinuz\ninitrd /i\noptions root=/dev/sda\n",
    "petitboot's kboot.conf": "default=linux\ntimeout=20\nlinux='/vmlinux initrd=/i quiet'\n",
    "the configuration of lilo, elilo or yaboot": "default=l\nimage=/vmlinuz\n label=l\n",
    "zipl.conf": "[defaultboot]\ndefault=l\n[l]\ntarget=/boot\nimage=/boot/image\n",
    "systemd-boot's loader.conf": "default x.conf\ntimeout 5\neditor no\n",
    "a script of U-Boot": "setenv bootargs x\nbootz 0 0 0\n",
    "a script": "#!/bin/sh\nkernel=1\n",
    "an HTML or XML page": "<html><body>404</body></html>\n", "JSON": '{"a": 1}\n',
    "a program, an image or an archive": b"\x7fELF\0\0\0",
    "a preseed file of Debian's installer": "d-i debian-installer/locale string en_US\n",
    None: "prompt 0\n",
}
# as the loader does, which takes it for no configuration whatever words its lines begin with
PAGE = "\ufeff\n <!DocType html>\n<pre>\ndefault a\nlabel a\nkernel f\n"


@pytest.mark.parametrize("kind", FOREIGN)
def test_real_06_files_of_other_programs(pxe, tree, kind):
    root = tree({"f": FOREIGN[kind]})
    out, _ = pxe("lint", "--root", root, "f", status=1)
    why = f"it seems to be {kind}, and no PXELINUX configuration" if kind else "it has no label"
    assert out == f"f: error: nothing can start from this: {why}\n"
    assert pxe("show", "--root", root, "f")[0].startswith(f"starts: nothing: {why}\n")


def test_real_06_a_page_with_labels(pxe, tree):
    root = tree({"page": PAGE, "f": "<!-- printed by a tool -->\ndefault a\nlabel a\nkernel f\n"})
    out, _ = pxe("lint", "--root", root, "page", status=1)
    why = "it seems to be an HTML or XML page, and no PXELINUX configuration\n"
    assert out == "page: error: nothing can start from this: " + why
    assert pxe("show", "--root", root, "page")[0].startswith("starts: nothing: " + why)
    assert "error" not in pxe("lint", "--root", root, "f")[0]
    assert pxe("show", "--root", root, "f")[0].startswith("starts: a, at once\n")


def test_real_08_files_beside_an_ins_list(pxe, tree):
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nconfig d/x.ins\n",
                 "d/x.ins": "* list\nk 0x0\ni 0x800000\np 0x10480\nq 00010480\n", "d/k": "k", "d/p": "",
                 "i": INITRD})
    assert pxe("lint", root, status=1)[0] == (
        "d/x.ins: line 5: error: q 00010480: the address lacks 0x and would be decimal, ignored\n")
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nkernel d/x.ins\nappend quiet\n",
                 "d/x.ins": "* list\nk 0x0\n"})
    assert pxe("lint", root)[0] == ("pxelinux.cfg/default: line 4: warning: a: APPEND is not for the kernel "
                                    "of an .ins list, which has a parameter file\n")
    root = tree({"d/x.ins": "k.img 0\ni.img 800000\n"})
    assert "an .ins list whose addresses lack 0x" in pxe("lint", root / "d/x.ins", status=1)[0]


def test_real_15_each_line_once(pxe, tree):
    """What several configurations include; a submenu that one of them opens is not a dead one."""
    more = "include gone\nmenu begin s\nlabel x\nkernel missing\nmenu end\n"
    root = tree({"pxelinux.cfg/default": "ui menu.c32\nlabel o\nconfig prompt\ninclude more\n",
                 "pxelinux.cfg/0A": "ui menu.c32\ninclude more\n", "more": more,
                 "prompt": "prompt 1\ninclude more\n", "pxelinux.cfg/0B": "include dead\n",
                 "dead": "menu begin t\nlabel y\nkernel k\nmenu end\nlabel z\nkernel k\n", "k": "k"})
    assert pxe("lint", root, status=1)[0].splitlines() == [
        "more: line 1: warning: gone: INCLUDE skipped, not found (read by pxelinux.cfg/0A)",
        "more: line 4: error: missing: no such file in the tree (read by pxelinux.cfg/0A)",
        "dead: line 1: warning: t: a submenu that nothing opens: no UI menu.c32 or DEFAULT menu.c32 "
        "(read by pxelinux.cfg/0B)"]


@pytest.mark.parametrize("arch", INSTALLERS)
def test_real_15_lint_of_debians_installer(pxe, arch):
    """Ten files that only other media have; each said once, and nothing else."""
    out, _ = pxe("lint", DATA.parents[2] / "build/deps/trees" / arch / "text")
    lines = out.splitlines()
    assert len(lines) == len(set(lines)) == 10
    assert all("INCLUDE skipped, not found (read by " in line for line in lines)


@pytest.mark.parametrize("arch", [(), ("--arch", "s390x")], ids=["any", "s390x"])
def test_real_15_lint_of_a_tree_that_serves_a_firmware_too(pxe, tree, arch):
    """The loader's own image is worth a word, and no error: it is what the firmware starts."""
    mark = b"\x1f\x8b\x08\x08\0\0\0\0\2\xffpxehop-loader.cpio\0"
    kernel = bytearray(0x12000)
    kernel[0x10008:0x10010] = b"S390EP\0\1"
    plain = bytes(kernel)
    kernel[0x10408:0x10418] = struct.pack(">QQ", len(kernel), len(mark))
    root = tree({"pxelinux.cfg/0A": "label a\nkernel pxelinux.0\n", "pxelinux.cfg/default-arm": "label b\nkernel k\n"
                 "initrd ramdisk\n", "pxelinux.cfg/default": "label c\nkernel k\n", "ramdisk": mark,
                 "pxelinux.0": bytes(kernel) + mark, "k": plain})
    said = ("warning: {}: the loader itself; a configuration for its firmware: the loader passes it over and tries "
            "the next name").format
    assert sorted(pxe("lint", *arch, root)[0].splitlines()) == [
        f"pxelinux.cfg/0A: line 2: {said('pxelinux.0')}", f"pxelinux.cfg/default-arm: line 3: {said('ramdisk')}"]


def test_real_15_names_of_uboot(pxe, tree):
    """As di-netboot-assistant writes them; an editor's copy is none."""
    root = tree({f"pxelinux.cfg/{x}": f"foo{n}\nlabel a\nkernel k\n" for n, x in enumerate(
        ("default-arm", "default-arm64-sunxi", "default-arm-sunxi-cubie_board", "default~",
         "default-", "default-arm.bak"))} | {"k": "k"})
    assert {line.split(": ")[3] for line in pxe("lint", root)[0].splitlines() if "unknown word" in line} == {"foo0", "foo1", "foo2"}


@pytest.mark.parametrize("map, good", [
    ("/tftpboot=", True), ("/tftpboot/=/", True), ("/tftp=", False), ("/tftpboot=/sub", False),
    ("/srv=/sub", False)])
def test_real_15_trees_of_a_remapped_server(pxe, tree, map, good):
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nkernel /tftpboot/images/k\n"
                                         "initrd /tftpboot/images/i\n", "images/k": "k", "images/i": INITRD})
    out, _ = pxe("lint", "--map", map, root, status=0 if good else 1)
    assert good == (not out)


def test_names(pxe):
    out, _ = pxe("names", "--bootfile", "s390/pxelinux.0", "--mac", "52:54:00:ab:cd:ef",
                 "--ip", "10.0.2.15", "--uuid", "b8945d50-8119-411d-b880-58fb8ccd072a")
    assert out.split("\n") == [
        *("s390/pxelinux.cfg/" + x for x in (
            "b8945d50-8119-411d-b880-58fb8ccd072a", "01-52-54-00-ab-cd-ef", "0A00020F", "0A00020",
            "0A0002", "0A000", "0A00", "0A0", "0A", "0", "default")), ""]
    out, _ = pxe("names", "--prefix", "p/", "--conffile", "tftp://h/c", "--mac", "525400abcdef")
    assert out.split() == ["tftp://h/c", "p/pxelinux.cfg/01-52-54-00-ab-cd-ef",
                           "p/pxelinux.cfg/default", "p/01-52-54-00-ab-cd-ef", "p/default"]


@pytest.mark.parametrize("args", [
    ["names"], ["names", "--mac", "1:2"], ["names", "--mac", "00" * 6, "extra"],
    ["names", "--ip", "1.2.3", "--mac", "00" * 6], ["names", "--bogus"], ["show"],
    ["show", "a", "b"], ["lint"], ["lint", "--bogus"], ["lint", "--map", "x", "y"], ["lint", "--map", "=", "y"], ["lint", "--arch", "vax", "x"], ["bogus"], []])
def test_wrong_usage(pxe, args):
    out, err = pxe(*args, status=2)
    assert not out and "usage: pxe" in err


@pytest.mark.parametrize("args", [["--help"], ["names", "--help"], ["show", "--help"],
                                  ["lint", "--help"]])
def test_help(pxe, args):
    out, err = pxe(*args)
    assert "usage: pxe" in out and not err


def words(path):
    """The keywords in the parser's table: {word: use}."""
    text = (DATA.parents[2] / path).read_text()
    return {word: "QUIET" if act == "conf_word_quiet" else "USED"
            for word, act in re.findall(r'\{"([a-z0-9-]+)", (\w+),', text)}


def test_manual_has_every_word():
    page = (DATA.parents[2] / "docs/pxehop.cfg.5").read_text()
    used, quiet, modules, names = (page.index(s) for s in (
        ".SS Words", ".SS Accepted in silence", ".SS Modules", ".SS Names"))
    part = {"USED": page[used:quiet], "QUIET": page[quiet:modules], "MODULE": page[modules:names]}
    found = {"pxe/conf/words.c": words("pxe/conf/words.c"),
             "pxe/conf/menu_words.c": words("pxe/conf/menu_words.c")}
    modules = re.findall(r'\{"([a-z0-9]+)", PLAN_MODULE_',
                         (DATA.parents[2] / "pxe/plan/module.c").read_text())
    found["pxe/plan/module.c"] = dict.fromkeys((f"{m}.c32" for m in modules), "MODULE")
    for table in found:
        assert len(found[table]) > 13
        for word, use in found[table].items():
            form = word if use == "MODULE" else word.upper()
            assert re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", part[use]), (word, use)


def test_show_as_one_configuration(pxe, tree):
    root = tree({"pxelinux.cfg/default": "# a comment\ninclude more\ndefault b x\n",
                 "more": "append global\nlabel a\nkernel k\nlabel b\nfrob\nlinux l\nappend -\n"})
    out, _ = pxe("show", "--config", "--root", root, "pxelinux.cfg/default")
    assert out == ("# printed by pxehop\nDEFAULT b x\nAPPEND global\nLABEL a\n  KERNEL k\n"
                   "LABEL b\n  LINUX l\n  APPEND -\n")
    (root / "again").write_text(out)
    assert pxe("show", "--config", root / "again")[0] == out


REAL_WORDS = [
    # what DEFAULT names counts only in the menu
    ("ui menu.c32\ndefault ghost\nlabel a\nkernel k\n", ["2: warning: ghost: DEFAULT names no label to be"]),
    ("default a\nlabel -\nmenu label One\nmenu disable\nlabel -\nmenu label Two\nmenu disable\n"
     "label a\nkernel k\n", []),
    ("default a\nlabel a\nkernel k\nfdts x\n", ["4: warning: fdts: unknown word"]),
    ("default a\nlabel a\nkernel k\nbtoo k\n", ["4: warning: btoo: unknown word, the line is ignored\n"]),
    ("gfxboot message\ndefault a\nlabel a\nkernel k\n", []),
    # a word given again
    ("default a\nlabel a\nkernel x\nlinux k\n", ["4: warning: k: the second of its kind"]),
    ("default a\nlabel a\nkernel k\nappend a\nappend b\n", ["5: warning: b: the second of its kind"]),
    ("append g\ndefault a\nlabel a\nkernel k\nappend a\n", []),
    ("default a\nlabel a\nkernel k\ninitrd i\ninitrd ramdisk\n", ["5: warning: ramdisk: the second of"]),
    ("default a\nlabel a\nkernel k\nlabel m\nkernel menu.c32\nconfig cfg\n", []),
    # what stands behind a word
    ("default a\nlabel a\nkernel k\ninitrd ramdisk other\n", ["4: warning: other: INITRD takes one word"]),
    ("default a # first\nlabel a\nkernel k # stable\nappend ro # no initrd\n",
     ["1: warning: # first: a #", "3: warning: # stable: a #", "4: warning: # no initrd: a #"]),
    ("default a\nlabel a\nkernel k#conf-1\nappend a=#1\nlabel m\nkernel menu.c32\nappend #pass cfg\n",
     ["3: error: k#conf-1: no such", "7: warning: #pass: no such"]),
    ("default a\nlabel a\nlinux ${kernel}\nfdt ${fdtfile}\nappend a ${bootargs} b\n",
     ["3: warning: ${kernel}: a var", "3: error: ${kernel}: no", "4: warning: ${fdtfile}: a var",
      "4: error: ${fdtfile}: no", "5: warning: ${bootargs}: a var"]),
    ("default a\nlabel a\nkernel k\nappend a \\\n  b=1\n",
     ["4: warning: \\x5c: no line is continued", "5: warning: b=1: unknown word"]),
    ("default a\nlabel a\nkernel pxelinux.0\nlabel b\nkernel undionly.kpxe\nlabel c\nkernel vmlinuz-5.10.0\n",
     ["3: warning: pxelinux.0: a PXE program", "3: error: pxelinux.0: no such",
      "5: warning: undionly.kpxe: a PXE program", "5: error: undionly.kpxe: no such",
      "7: error: vmlinuz-5.10.0: no such"]),
    ("default a\nlabel a\nkernel k\nlabel b\nlinux none\n\nlabel c\nkernel empty\ninitrd empty\n",
     ["5: error: none: no such", "8: error: empty: the file is empty", "9: error: empty: the file is empty"]),
    # lines of words
    ("default a\nlabel a\nkernel k\nlabel h\nmenu help gone\nontimeout z\nonerror y\nfallback x\n",
     ["5: error: gone: no such", "6: error: z: ONTIMEOUT", "7: error: y: ONERROR", "8: error: x: FALLBACK"]),
]


@pytest.mark.parametrize("text, want", REAL_WORDS)
def test_real_07_lint_of_words(pxe, tree, text, want):
    root = tree({"cfg": text, "k": "k", "empty": "", "ramdisk": INITRD})
    out, _ = pxe("lint", "--root", root, "cfg", status=int(any(" error: " in x for x in want)))
    lines = sorted(out.splitlines(keepends=True))
    assert len(lines) == len(want), out
    for line, part in zip(lines, sorted(f"cfg: line {x}" for x in want)):
        assert line.startswith(part), out


def test_real_07_lint_follows_as_the_loader_does(pxe, tree):
    """CONFIG's second word, or APPEND, is what names in that file are relative to."""
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nconfig sub/x.cfg sub/\n"
                                         "label b\nconfig y.cfg\nappend sub/\nlabel c\nconfig y.cfg\n",
                 "sub/x.cfg": "label x\nkernel k\ninitrd gone\n", "y.cfg": "label y\nkernel k\n",
                 "sub/k": "k"})
    out, _ = pxe("lint", root, status=1)
    assert out.splitlines() == ["sub/x.cfg: line 3: error: gone: no such file in the tree",
                                "y.cfg: line 2: error: k: no such file in the tree"]
    # each leads to itself, a folder deeper, without end
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nconfig loop.cfg d/\n",
                 "loop.cfg": "default a\nlabel a\nconfig loop.cfg d/\nlabel b\nkernel gone\n"})
    out, _ = pxe("lint", root, status=1)
    assert out == "loop.cfg: line 5: error: gone: no such file in the tree\n"


def test_real_07_circles(pxe, tree):
    """One line for each circle that nobody can leave, at the first of its configurations."""
    root = tree({"pxelinux.cfg/default": "default a\nlabel a\nconfig b.cfg\n",
                 "pxelinux.cfg/0A000001": "default c\nlabel c\nconfig pxelinux.cfg/default\n",
                 "pxelinux.cfg/0A000002": "ui menu.c32\nlabel c\nconfig pxelinux.cfg/default\n",
                 "b.cfg": "default b\nlabel b\nconfig pxelinux.cfg/default\n"})
    assert pxe("lint", root, status=1)[0] == (
        "pxelinux.cfg/default: line 3: error: b.cfg: leads back here without a key, nothing ever starts\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_real_06_utf_16(pxe, tree, encoding):
    """As some editors save it, with a byte order mark or without."""
    root = tree({"c": "DEFAULT a\nLABEL a\nKERNEL k\n".encode(encoding)})
    for out in (pxe("lint", "--root", root, "c", status=1)[0], pxe("show", "--root", root, "c")[0]):
        assert "c: error: c: written in UTF-16, ignored: save it as UTF-8 or ASCII\n" in out
        assert "program" not in out


def test_real_07_names_no_machine_asks_for(pxe, tree):
    uuid = "b8945d50-8119-411d-b880-58fb8ccd072a"
    wrong = {"01-52-54-00-AB-CD-EF": "01-52-54-00-ab-cd-ef", "52-54-00-ab-cd-ef": "01-52-54-00-ab-cd-ef",
             "525400abcdef": "01-52-54-00-ab-cd-ef", "01-525400abcdef": "01-52-54-00-ab-cd-ef",
             "01:52:54:00:ab:cd:ef": "01-52-54-00-ab-cd-ef",
             "c0a80101": "C0A80101", "192.168.1.1": "C0A80101", uuid.upper(): uuid, uuid.replace("-", ""): uuid,
             "default~": "default", "Default": "default", "default.cfg": "default", "C0A8.bak": "C0A8"}
    for name in ("default", "0A", "01-52-54-00-ab-cd-ef", uuid, "default-arm-sun7i-board", "part.cfg",
                 "beef", "README", "graphics.conf", "f1.txt", "F10.txt", "c0.cfg"):
        root = tree({f"pxelinux.cfg/{name}": "default a\nlabel a\nkernel k\n", "k": "k"})
    out, _ = pxe("lint", root)
    assert out == ""
    for name in wrong:
        tree({f"pxelinux.cfg/{name}": "foo\n"})
    out, _ = pxe("lint", root)
    assert sorted(out.splitlines()) == sorted(
        f"pxelinux.cfg/{name}: warning: no machine asks for this name, they ask for {right}"
        for name, right in wrong.items())
    out, _ = pxe("lint", root / "pxelinux.cfg/default~", status=1)
    assert out.splitlines()[0].endswith("default~: warning: no machine asks for this name, they ask for default")


@pytest.mark.parametrize("text, where", [
    ("label a\nkernel k\nappend site=B\u00fcro\n", "3: error: column 14: byte 0xc3: "),
    ("append a \u00a0b\nlabel a\nkernel k\n", "1: error: column 10: byte 0xc2: "),
    ("label a\nkernel k x=\u201ca\u201d\n", "2: error: column 12: byte 0xe2: "),
    ("label a\nkernel k\ninitrd \u00fc\n", "3: error: column 8: byte 0xc3: ")])
def test_real_09_lint_of_command_lines_of_s390x(pxe, tree, text, where):
    root = tree({"c": f"default a\n{text}"})
    out, _ = pxe("lint", "--arch", "s390x", root / "c", status=1)
    line = int(where.split(":")[0]) + 1
    assert out == (f"{root}/c: line {line}{where[1:]}with it the kernel reads all of the command line as "
                   "EBCDIC; write it in ASCII\n")
    out, _ = pxe("lint", root / "c")
    assert f": warning: on s390x: {where.split('error: ')[1]}" in out
    pxe("lint", "--arch", "arm64", root / "c")


def test_real_09_lint_of_parameter_files(pxe, tree):
    ins = "* list\nk 0x0\np 0x10480\n"
    for data, part in (("root=/dev/ram0\n", None), ("a=1\nsite=B\u00fcro\n", "p: line 2, column 7: byte 0xc3: with it"),
                       ("root=/dev/ram0 ro".encode("cp500") + bytes(400), "p: EBCDIC text; convert it first"),
                       (b"\xef\xbb\xbfa=1\n", "p: line 1, column 1: byte 0xef")):
        root = tree({"x.ins": ins, "k": "k", "p": data})
        out, _ = pxe("lint", "--root", root, "x.ins", status=int(part is not None))
        assert out.startswith(f"x.ins: line 3: error: {part}") if part else not out


@pytest.mark.parametrize("program, args", [
    ("pxe", ()), ("dhcp", ()), ("mkimage", ()), ("mkimage", ("s390",)), ("mkimage", ("show",)),
    *(("pxe", (x,)) for x in ("names", "show", "menu", "lint", "boot", "get"))])
def test_real_16_version_and_help_everywhere(tool, program, args):
    def run(option):
        p = subprocess.run([tool(program), *args, option], capture_output=True, text=True, timeout=60)
        assert p.returncode == 0 and not p.stderr
        return p.stdout

    assert re.fullmatch(r"pxehop [0-9.]+\n", run("--version"))
    assert run("-h") == run("--help") and "usage: " in run("-h")


@pytest.mark.parametrize("arch", ["aarch64", "amd64", "s390", "riscv64"])
def test_real_16_names_of_machines(pxe, arch):
    p = subprocess.run(["make", "-n", f"ARCH={arch}", "help"], cwd=DATA.parents[2], capture_output=True,
                       text=True, timeout=60)
    for said in (p.stderr, pxe("lint", "--arch", arch, "x", status=2)[1]):
        assert all(x in said for x in ("arm64", "armhf", "s390x", "x86_64"))
    assert p.returncode and f"ARCH={arch}" in p.stderr


@pytest.mark.parametrize("args", ["names --ip 10.0.0.1", "show conf", "ipxe script", "--version"])
def test_full_disk_behind_standard_output_is_a_failure_in_one_line(tool, tmp_path, args):
    (tmp_path / "script").write_text("#!ipxe\nexit\n")
    (tmp_path / "conf").write_text("DEFAULT a\nLABEL a\nKERNEL k\n")
    with open("/dev/full", "w") as full:
        p = subprocess.run([tool("pxe"), *args.split()], stdout=full, stderr=subprocess.PIPE,
                           text=True, cwd=tmp_path)
    assert p.returncode == 1 and p.stderr == "pxe: standard output: cannot be written\n"
