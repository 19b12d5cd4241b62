# SPDX-License-Identifier: MIT
"""`mkimage uimage` beside u-boot-tools' mkimage: the same bytes for the same options, the same
words about them, parts back as they went in, and nothing written when something is wrong."""
import itertools
import lzma
import os
import pathlib
import shutil
import struct
import subprocess
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "build/host/mkimage"
THEIRS = shutil.which("mkimage", path="/usr/bin")
DUMP = shutil.which("dumpimage", path="/usr/bin")
EPOCH = "1000000000"
PARTS = {"a": b"13-byte-file.", "b": b"ram", "c": b"hello kernel", "d": bytes(range(256)) * 300,
         "x": b"\xff" * 64 + b"runs in place"}


def run(program, *args, cwd=None, **env):
    return subprocess.run([program, *map(str, args)], cwd=cwd, capture_output=True, text=True,
                          errors="replace", timeout=60,
                          env={"PATH": "/usr/bin:/bin", "TZ": "Europe/Berlin", "LC_ALL": "C",
                               "SOURCE_DATE_EPOCH": EPOCH, **env})


def ours(*args, **kw):
    return run(OURS, *args, **kw)


@pytest.fixture
def d(tmp_path):
    for name, data in PARTS.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def image(data, kind=2, arch=2, comp=0, name=b"x", time=0, size=None, **wrong):
    """An image from the layout alone, with what is asked for wrong in it."""
    size = len(data) if size is None else size
    head = struct.pack(">7I4B32s", wrong.get("magic", 0x27051956), 0, time, size, 0, 0,
                       wrong.get("data_sum", zlib.crc32(data)), 5, arch, kind, comp, name)
    total = wrong.get("header_sum", zlib.crc32(head))
    return head[:4] + struct.pack(">I", total) + head[8:] + data


def words(listing):
    """Without the offsets, which are addresses of its own memory in theirs."""
    return [line for line in listing.stdout.splitlines() if "Offset =" not in line]


# --- byte for byte -----------------------------------------------------------------------------

SINGLE = [f"-A {arch} -O linux -T {kind} -C {comp} -a {load} -n text -d d"
          for (arch, kind), (comp, load) in zip(
              itertools.product(["arm", "arm64", "s390", "x86_64", "riscv"],
                                ["kernel", "kernel_noload", "ramdisk"]),
              itertools.cycle(zip(["none", "gzip", "bzip2", "lzma", "lzo", "lz4", "zstd"],
                                  ["0", "80008000", "0x40200000", "ffffffff", "0X10", "8000",
                                   "deadbeef"])))]
OTHER = [
    "-A arm -T script -C none -d c",
    "-A arm -T script -C none -n boot -d a:b:c",
    "-A arm64 -T script -C gzip -d d",
    "-A arm -T multi -C none -d a",
    "-A arm -T multi -C none -a 80008000 -e 80008040 -n three -d a:b:c",
    "-A arm64 -T multi -C gzip -d c:a:b:d",
    "-A riscv -T multi -d b:b:b:b:b:b:b:b:b:b:b:b",
    "-A x86_64 -T standalone -C none -a 100 -e 200 -d a",
    "-A arm -O u-boot -T firmware -C none -n U-Boot -d d",
    "-A mips -O linux -T filesystem -C none -d d",
    "-A arm -C none -a 8000 -e 9000 -d a",
    "-A arm -C none -a 8000 -x -d x",
    "-A arm -C none -a 8000 -e 8000 -x -d x",
    "-A ARM -O LINUX -T KERNEL -C NONE -d a",
    "-A arm -C none -n 0123456789012345678901234567890123456789 -d a",
    "-A arm -C none -n 01234567890123456789012345678901 -d a",
    "-A arm -d a",
    "-d a",
    "-A arm -T ramdisk -d d",
    "-A sandbox -O efi -C lz4 -d b",
    "-A arm -C none -d a -d b",
    "-A arm -C none -n first -n second -d a",
]


@pytest.mark.parametrize("options", SINGLE + OTHER)
def test_same_bytes_as_u_boot_tools(d, options):
    args = options.split()
    assert run(THEIRS, *args, "theirs", cwd=d).returncode == 0
    result = ours("uimage", *args, "-o", "out", cwd=d)
    assert result.returncode == 0, result.stderr
    assert (d / "out").read_bytes() == (d / "theirs").read_bytes()
    # And the file name where U-Boot's has it.
    assert ours("uimage", *args, "out2", cwd=d).returncode == 0
    assert (d / "out2").read_bytes() == (d / "theirs").read_bytes()
    said = ours("show", "out", cwd=d)
    theirs = run(THEIRS, "-l", "out", cwd=d)
    assert theirs.returncode == 0
    assert words(said) == words(theirs) == words(run(DUMP, "-l", "out", cwd=d))


def test_there_are_thirty_of_them():
    assert len(SINGLE + OTHER) >= 30


@pytest.mark.parametrize("epoch", ["0", "1", "4294967295"])
def test_dates(d, epoch):
    args = ("-A", "arm", "-C", "none", "-d", "a")
    assert run(THEIRS, *args, "theirs", cwd=d, SOURCE_DATE_EPOCH=epoch).returncode == 0
    assert ours("uimage", *args, "-o", "out", cwd=d, SOURCE_DATE_EPOCH=epoch).returncode == 0
    assert (d / "out").read_bytes() == (d / "theirs").read_bytes()


def test_no_date_is_the_same_date_every_time(d):
    result = subprocess.run([OURS, "uimage", "-A", "arm", "-d", d / "a", "-o", d / "out"],
                            env={"PATH": "/usr/bin"})
    assert result.returncode == 0 and (d / "out").read_bytes()[8:12] == bytes(4)


@pytest.mark.parametrize("epoch", ["abc", "-1", "", "4294967296"])
def test_bad_date_is_refused(d, epoch):
    result = ours("uimage", "-A", "arm", "-d", "a", "-o", "out", cwd=d, SOURCE_DATE_EPOCH=epoch)
    assert result.returncode == 2 and "SOURCE_DATE_EPOCH" in result.stderr
    assert not (d / "out").exists()


def test_flat_device_tree(d):
    """The original makes a FIT of this type; it lists ours all the same."""
    assert ours("uimage", "-A", "arm", "-T", "flat_dt", "-C", "none", "-d", "d", "-o", "out",
                cwd=d).returncode == 0
    assert (d / "out").read_bytes() == image(PARTS["d"], kind=8, name=b"", time=int(EPOCH))
    theirs = run(THEIRS, "-l", "out", cwd=d)
    assert "Flat Device Tree" in theirs.stdout
    assert ours("show", "out", cwd=d).stdout == theirs.stdout


# --- parts back --------------------------------------------------------------------------------

def test_extract_gives_parts_back(d):
    assert ours("uimage", "-A", "arm", "-T", "multi", "-C", "none", "-d", "a:b:d:c", "-o", "out",
                cwd=d).returncode == 0
    assert ours("extract", "out", cwd=d).returncode == 0
    for i, name in enumerate("abdc"):
        assert (d / f"part{i}").read_bytes() == PARTS[name]
        assert run(DUMP, "-T", "multi", "-p", i, "-o", "dumped", "out", cwd=d).returncode == 0
        assert (d / "dumped").read_bytes() == PARTS[name]


@pytest.mark.parametrize("kind", ["kernel", "kernel_noload", "ramdisk", "script", "flat_dt",
                                  "standalone", "firmware", "filesystem", "multi"])
def test_extract_names_a_single_part_by_its_type(d, kind):
    assert ours("uimage", "-A", "arm", "-T", kind, "-C", "none", "-d", "a", "-o", "out",
                cwd=d).returncode == 0
    (d / "to").mkdir()
    result = ours("extract", "-C", "to", "out", cwd=d)
    assert result.returncode == 0 and result.stdout == f"to/{kind}: 13 bytes\n"
    assert (d / "to" / kind).read_bytes() == PARTS["a"]


# --- compression -------------------------------------------------------------------------------

def unpack(kind, path):
    if kind in ("xz", "lzma"):
        return lzma.decompress(path.read_bytes())
    return subprocess.run([kind, "-dc"], stdin=open(path, "rb"), capture_output=True,
                          check=True).stdout


@pytest.mark.parametrize("kind", ["gzip", "zstd", "lzma"])
def test_compressed_kernel(d, kind):
    args = ("-A", "arm64", "-T", "kernel", "--compress", kind, "-d", "d")
    assert ours("uimage", *args, "-o", "out", cwd=d).returncode == 0
    assert ours("uimage", *args, "-C", kind, "-o", "out2", cwd=d).returncode == 0
    assert (d / "out").read_bytes() == (d / "out2").read_bytes()
    assert f"({kind} compressed)" in run(THEIRS, "-l", "out", cwd=d).stdout
    assert ours("extract", "out", cwd=d).returncode == 0
    assert (d / "kernel").stat().st_size < len(PARTS["d"])
    assert unpack(kind, d / "kernel") == PARTS["d"]
    # What the original makes of the same compressed data is the same image.
    assert run(THEIRS, "-A", "arm64", "-C", kind, "-d", "kernel", "theirs", cwd=d).returncode == 0
    assert (d / "theirs").read_bytes() == (d / "out").read_bytes()


@pytest.mark.parametrize("kind", ["gzip", "zstd", "lzma", "xz"])
def test_compressed_ramdisk_is_the_kernels_to_unpack(d, kind):
    assert ours("uimage", "-A", "arm", "-T", "ramdisk", "--compress", kind, "-d", "d", "-o", "out",
                cwd=d).returncode == 0
    assert "(uncompressed)" in run(THEIRS, "-l", "out", cwd=d).stdout
    assert ours("extract", "out", cwd=d).returncode == 0
    assert unpack(kind, d / "ramdisk") == PARTS["d"]


def test_compression_of_several_parts_is_the_kernels(d):
    assert ours("uimage", "-A", "arm", "-T", "multi", "--compress", "gzip", "-d", "d:a", "-o",
                "out", cwd=d).returncode == 0
    assert ours("extract", "out", cwd=d).returncode == 0
    assert unpack("gzip", d / "part0") == PARTS["d"]
    assert (d / "part1").read_bytes() == PARTS["a"]


def test_parts_on_pages(d):
    """All but the last are filled up with zeroes, and it still is what the original would make."""
    args = ("-A", "arm", "-T", "multi", "-C", "none")
    assert ours("uimage", *args, "--pages", "-d", "d:a:b", "-o", "out", cwd=d).returncode == 0
    data = (d / "out").read_bytes()
    sizes = struct.unpack(">4I", data[64:80])
    at = 80
    for i, (size, name) in enumerate(zip(sizes, "dab")):
        assert data[at:at + size].rstrip(b"\0") == PARTS[name].rstrip(b"\0")
        assert i == 0 or at % 4096 == 0
        (d / f"p{i}").write_bytes(data[at:at + size])
        at += size
    assert sizes[2] == len(PARTS["b"]) and sizes[3] == 0 and at == len(data)
    assert run(THEIRS, *args, "-d", "p0:p1:p2", "theirs", cwd=d).returncode == 0
    assert (d / "theirs").read_bytes() == data


# --- refusals ----------------------------------------------------------------------------------

@pytest.mark.parametrize("options,word", [
    ("-A bogus -d a -o out", "riscv"), ("-O bogus -d a -o out", "u-boot"),
    ("-T bogus -d a -o out", "kernel_noload"), ("-C xz -d a -o out", "zstd"),
    ("-a zz -d a -o out", "hexadecimal"), ("-a 123456789 -d a -o out", "hexadecimal"),
    ("-e 0x -d a -o out", "hexadecimal"), ("-a -1 -d a -o out", "hexadecimal"),
    ("--compress bzip2 -d a -o out", "lzma"), ("--compress gzip -C zstd -d a -o out", "-C"),
    ("--compress xz -d a -o out", "ramdisk"), ("--compress gzip -T script -d a -o out", "script"),
    ("-d a", "-o"), ("-o out", "-d"), ("-d a -o out more", "more"), ("-l a -o out", "alone"),
])
def test_wrong_usage(d, options, word):
    before = sorted(os.listdir(d))
    result = ours("uimage", *options.split(), cwd=d)
    assert result.returncode == 2 and word in result.stderr and not result.stdout
    assert sorted(os.listdir(d)) == before


@pytest.mark.parametrize("options,word", [
    ("-d missing", "No such file"), ("-T multi -d a:missing", "missing"),
    ("-T multi -d a::b", "cannot read"), ("-d empty", "empty"), ("-T multi -d a:empty", "empty"),
    ("-T multi -d " + ":".join("a" * 257), "256"), ("-x -d a", "0xff"), ("-d a:b", "a:b"),
    ("-x -T multi -d x:x", "0xff"),
])
def test_hazard_99_bad_input_leaves_the_old_file(d, options, word):
    (d / "empty").write_bytes(b"")
    (d / "out").write_bytes(b"old")
    result = ours("uimage", "-A", "arm", *options.split(), "-o", "out", cwd=d)
    assert result.returncode == 1 and len(result.stderr.splitlines()) == 1 and word in result.stderr
    assert (d / "out").read_bytes() == b"old"


TABLE = struct.pack(">3I", 1, 1, 0)


@pytest.mark.parametrize("data,words", [
    (image(b"data", header_sum=1), "header has a wrong checksum"),
    (image(b"data", data_sum=1), "data has a wrong checksum"),
    (image(b"data")[:-1], "cut off"), (image(b"data", size=5), "cut off"),
    (image(b"data")[:63], "header"), (image(b""), "without data"),
    (image(TABLE + b"a\0\0", kind=4), "parts exceed"), (image(b"\0\0\0\1", kind=6), "parts exceed"),
    (image(bytes(8), kind=4), "without data"),
    (image(b"\0\0\0\1" * 300 + bytes(4) + b"a\0\0\0" * 300, kind=4), "256"),
])
def test_hazard_99_broken_images_are_refused_with_the_reason(d, data, words):
    (d / "broken").write_bytes(data)
    before = sorted(os.listdir(d))
    for command in ("show", "extract"):
        result = ours(command, "broken", cwd=d)
        assert result.returncode == 1 and words in result.stderr and not result.stdout
    assert sorted(os.listdir(d)) == before


def test_what_is_behind_is_said(d):
    (d / "long").write_bytes(image(b"data") + b"more")
    result = ours("show", "long", cwd=d)
    assert result.returncode == 0 and "4 bytes behind" in result.stderr
    (d / "names").write_bytes(image(b"data", kind=99, comp=99, arch=99, name=b"\x1b[31m\xff"))
    result = ours("show", "names", cwd=d)
    assert "\x1b" not in result.stdout and r"\x1b[31m\xff" in result.stdout
    assert "Unknown Architecture Linux Unknown Image (Unknown Compression)" in result.stdout
    assert ours("extract", "names", cwd=d).returncode == 0
    assert (d / "part0").read_bytes() == b"data"


@pytest.mark.parametrize("args,word", [
    ("-A arm -T kernel -d z", "an arm zImage and no gzip data"),
    ("-A arm -T kernel -C none -d g", "gzip data, which U-Boot would start without unpacking it; -C gzip"),
    ("-A arm64 -T kernel -C none -d c", "no arm64 Image"),
    ("-A arm -T multi -C none -d g:b", "g: warning: gzip data"),
    ("-A arm -T multi -C none -d z:p", "p: warning: an HTML page"),
    ("-A arm -T script -C none -d s:p", "p: warning: an HTML page"),
    ("-A arm -T kernel -C none -d p", "p: warning: an HTML page"),
    ("-A arm64 -T kernel -C gzip -d cut", "cut: warning: the file is cut off"),
    ("-A arm64 -T multi -C gzip -d cut:d", "cut: warning: the file is cut off"),
    ("-A arm -T script -C none -d s:d", "d: warning: a binary file"),
    ("-A arm -T kernel -C gzip -d g", None), ("-A arm -T kernel -C none -d z", None),
    ("-A arm -T ramdisk -d b", "b: warning: nothing that Linux is known to unpack"),
    ("-A arm -T ramdisk -O netbsd -d b", None),
    ("-A arm -T ramdisk -d g", "g: warning: there is nothing inside its packed data"),
    ("-A arm -T script -d s", None),
    ("-A arm -T kernel -C none --compress gzip -d z", None),
])
def test_data_that_does_not_fit_is_doubted(d, args, word):
    """And packed all the same: the original says nothing."""
    if "--compress" in args:
        args = args.replace("-C none ", "")
    (d / "z").write_bytes(b"\0" * 0x24 + b"\x18\x28\x6f\x01" + b"\0" * 4 + struct.pack("<I", 4096)
                          + b"\0" * 4096)
    (d / "g").write_bytes(bytes.fromhex("1f8b0800000000000003030000000000") + b"\0" * 4)
    (d / "s").write_bytes(b"run bootcmd\n")
    (d / "cut").write_bytes((d / "g").read_bytes()[:-1])
    (d / "p").write_bytes(b"<html>404</html>\n")
    result = ours("uimage", *args.split(), "-o", "out", cwd=d)
    assert result.returncode == 0 and (d / "out").exists()
    assert word in result.stderr if word else not result.stderr
