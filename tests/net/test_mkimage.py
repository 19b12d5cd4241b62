# SPDX-License-Identifier: MIT
"""build/host/mkimage as users run it: exit statuses, messages, atomic output, the same bytes
whatever the surroundings, and archives checked by the system's cpio and Python's gzip."""
import bz2
import gzip
import lzma
import os
import pathlib
import resource
import shutil
import stat
import struct
import subprocess
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MKIMAGE = ROOT / "build/host/mkimage"
# The end mark of a cpio archive, which is all of it; the zeroes behind it are left out.
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!\0"


def run(*args, env=None, umask=0o022, cwd=None):
    return subprocess.run([MKIMAGE, *map(str, args)], capture_output=True, text=True, cwd=cwd,
                          env={"PATH": "/usr/bin:/bin", **(env or {})}, umask=umask, timeout=60)


def kernel(size=0x12345, maximum=4096, start=0, initrd=0):
    image = bytearray(b"\x5a" * size)
    image[0x10008:0x10010] = b"S390EP\0\1"
    image[0x10400:0x10480] = bytes(128)
    struct.pack_into(">QQ", image, 0x10408, start, initrd)
    struct.pack_into(">Q", image, 0x10430, maximum)
    area = maximum or 896
    image[0x10480:0x10480 + area] = b"root=/dev/ram0 ro".ljust(area, b"\0")
    return bytes(image)


@pytest.fixture
def d(tmp_path):
    (tmp_path / "k").write_bytes(kernel())
    (tmp_path / "i").write_bytes(INITRD)
    return tmp_path


def pack(d, *args, **kw):
    return run("s390", "-k", d / "k", "-i", d / "i", "-o", d / "out", *args, **kw)


def refused(result, *words):
    assert result.returncode == 1, result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("mkimage: ")
    for word in words:
        assert word in lines[0]


# --- the program -------------------------------------------------------------------------------

def test_help_is_no_failure():
    for args in (["--help"], ["-h"], ["s390", "--help"], ["cpio", "--help"], ["uimage", "--help"],
                 ["fit", "--help"], ["efi", "--help"], ["rpi", "--help"], ["show", "--help"],
                 ["extract", "--help"]):
        result = run(*args)
        assert result.returncode == 0 and result.stdout.startswith("usage:") and not result.stderr


@pytest.mark.parametrize("args", [
    [], ["nonsense"], ["s390"], ["s390", "-k", "k"], ["s390", "-k", "k", "-o", "o"],
    ["s390", "-k", "k", "-i", "i", "-o", "o", "extra"], ["s390", "--bad"], ["cpio", "-o", "o"],
    ["s390", "-k", "k", "-i", "i", "-c", "a", "-p", "b", "-o", "o"], ["cpio", "-m", "m"],
    ["show"], ["show", "a", "b"], ["extract"], ["extract", "-x", "a"],
])
def test_wrong_usage_exits_2(d, args):
    result = run(*args, cwd=d)
    assert result.returncode == 2 and result.stderr and not result.stdout
    assert sorted(os.listdir(d)) == ["i", "k"]


@pytest.mark.parametrize("name, needed", [
    ("s390", "-k and -o"), ("ins", "-k and -o"), ("uimage", "-d and -o"), ("fit", "-A, -k and -o"),
    ("efi", "--stub, -k and -o"), ("cpio", "-m and -o"), ("rpi", "--serial, -k, -i and -o"),
    ("appended", "-k, -b, -i, -a and -o")])
def test_options_that_are_needed(d, name, needed):
    r = run(name, "-o", d / "out")
    assert r.returncode == 2 and f"mkimage: {name}: {needed} are needed\n" in r.stderr
    assert not (d / "out").exists()


@pytest.mark.parametrize("epoch", ["", "-1", "1.5", "0x10", "4294967296", "yesterday", " 1"])
def test_bad_source_date_epoch_is_refused(d, epoch):
    result = pack(d, env={"SOURCE_DATE_EPOCH": epoch})
    assert result.returncode == 2 and "SOURCE_DATE_EPOCH" in result.stderr
    assert not (d / "out").exists()


def test_full_disk_behind_standard_output_is_a_failure(d):
    with open("/dev/full", "w") as full:
        result = subprocess.run([MKIMAGE, "show", d / "k"], stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1 and b"standard output" in result.stderr


# --- s390 --------------------------------------------------------------------------------------


def test_real_11_a_cut_kernel_is_refused(d):
    payload = b"\x1f\x8b\x08\0\0\0\0\0\2\3" + gzip.compress(INITRD * 99)[10:]
    for cut, status in ((len(payload), 0), (len(payload) - 1, 1)):
        (d / "k").write_bytes(kernel(0x20000) + payload[:cut])
        result = pack(d, "-c", "a")
        assert result.returncode == status, result.stderr
    refused(result, f"{d}/k: the file is cut off")


def test_real_09_a_page_is_no_parameter_file(d):
    (d / "p").write_text("<!DOCTYPE html>\n<title>404 Not Found</title>\n")
    for kind in ("s390", "ins"):
        refused(run(kind, "-k", d / "k", "-i", d / "i", "-p", d / "p", "-o", d / "out.ins"), f"{d}/p: ",
                "an HTML page")
    assert not (d / "out.ins").exists()


def test_packed_image_byte_for_byte(d):
    assert pack(d, "-c", "console=ttyS0 ro").returncode == 0
    want = bytearray(kernel().ljust(0x13000, b"\0") + INITRD)
    struct.pack_into(">QQ", want, 0x10408, 0x13000, len(INITRD))
    want[0x10480:0x11480] = b"console=ttyS0 ro".ljust(4096, b"\0")
    assert (d / "out").read_bytes() == want


# What a ramdisk may be that no kernel can unpack, and what the refusal says.
NO_RAMDISKS = {
    "empty": (b"", "the file is empty"),
    "html": (b"<!DOCTYPE html>\n<html><h1>404</h1></html>\n", "an HTML page"),
    "cut": (gzip.compress(INITRD * 40)[:-9], "the file is cut off"),
    "damaged": (gzip.compress(INITRD)[:-4] + b"\0\0\0\1", "damaged"),
    "crc64": (lzma.compress(INITRD, check=lzma.CHECK_CRC64), "xz --check=crc32"),
    "odc": (b"070707" * 40, "cpio -H newc"),
}
RAMDISKS = {
    "xz": lzma.compress(INITRD, check=lzma.CHECK_CRC32), "bzip2": bz2.compress(INITRD),
    "gzip": gzip.compress(INITRD), "cpio": INITRD,
}


@pytest.mark.parametrize("name", NO_RAMDISKS)
def test_what_no_kernel_unpacks_is_refused(d, name):
    data, word = NO_RAMDISKS[name]
    (d / "no").write_bytes(data)
    refused(run("s390", "-k", d / "k", "-i", d / "i", "-i", d / "no", "-o", d / "out"), "no: ", word)
    refused(run("fit", "-A", "s390", "-k", d / "k", "-a", "0", "-i", d / "no", "-o", d / "out"),
            "no: ", "empty" if name == "empty" else word)
    assert not (d / "out").exists()


@pytest.mark.parametrize("name", RAMDISKS)
def test_what_a_kernel_unpacks_is_taken(d, name):
    (d / "yes").write_bytes(RAMDISKS[name])
    result = run("s390", "-k", d / "k", "-i", d / "yes", "--strict", "-o", d / "out")
    assert result.returncode == 0 and not result.stderr


def test_a_ramdisk_of_u_boot_is_taken_out_first(d):
    assert run("uimage", "-A", "s390", "-T", "ramdisk", "-d", d / "i", "-o", d / "u").returncode == 0
    refused(run("s390", "-k", d / "k", "-i", d / "u", "-o", d / "out"), "mkimage extract")


def test_an_unknown_ramdisk_is_a_warning(d):
    (d / "what").write_bytes(b"ramdisk of another system")
    result = run("s390", "-k", d / "k", "-i", d / "what", "-o", d / "out")
    assert result.returncode == 0 and "warning: nothing that Linux is known" in result.stderr
    refused(run("s390", "-k", d / "k", "-i", d / "what", "--strict", "-o", d / "strict"),
            "nothing that Linux is known")


def test_several_ramdisks_are_padded_to_4(d):
    (d / "j").write_bytes(INITRD)
    assert run("s390", "-k", d / "k", "-i", d / "j", "-i", d / "i", "-o", d / "out").returncode == 0
    assert (d / "out").read_bytes()[0x13000:] == INITRD + b"\0\0\0" + INITRD


def test_parmfile_is_folded(d):
    (d / "p").write_bytes(b"root=/dev/dasda1  \r\n\nconsole=ttyS0\n\n")
    assert pack(d, "-p", d / "p").returncode == 0
    image = (d / "out").read_bytes()
    assert image[0x10480:0x10480 + 40].rstrip(b"\0") == b"root=/dev/dasda1 console=ttyS0"


def test_ebcdic_parmfile_is_refused_with_the_cure(d):
    (d / "p").write_bytes("root=/dev/dasda1".ljust(80).encode("cp037"))
    refused(pack(d, "-p", d / "p"), "EBCDIC", "iconv")


@pytest.mark.parametrize("maximum,limit", [(0, 895), (896, 895), (4096, 4095)])
def test_command_line_needs_its_nul(d, maximum, limit):
    (d / "k").write_bytes(kernel(maximum=maximum))
    assert pack(d, "-c", "x" * limit).returncode == 0
    refused(pack(d, "-c", "x" * (limit + 1)), "too long", str(limit + 1), str(limit))


@pytest.mark.parametrize("content,words", [
    (b"", "empty"),
    (b"\x7fELF\2\2\1" + bytes(11) + b"\0\x16", "vmlinux"),
    (b"<!DOCTYPE html><title>404 Not Found</title>", "HTML"),
    (b"\x1f\x8b\x08" + bytes(100), "gzip"),
    (kernel()[:0x10800], "cut short"),
    (kernel(maximum=77), "parameter area"),
    (kernel(start=0x12000, initrd=0x999999), "cut short"),
    (kernel(start=0x10000, initrd=1), "parameter area"),
    (b"MZ" + bytes(0x20000), "PE"),
    (bytes(0x20000), "S390EP"),
])
def test_hazard_94_99_wrong_kernel_leaves_the_old_image(d, content, words):
    (d / "out").write_bytes(b"old")
    (d / "k").write_bytes(content)
    refused(pack(d), str(d / "k"), words)
    assert (d / "out").read_bytes() == b"old"
    assert sorted(os.listdir(d)) == ["i", "k", "out"]


def test_missing_inputs_leave_the_old_image(d):
    (d / "out").write_bytes(b"old")
    for name in "ki":
        args = {"k": d / "k", "i": d / "i", name: d / "missing"}
        refused(run("s390", "-k", args["k"], "-i", args["i"], "-o", d / "out"), "No such file")
    refused(pack(d, "-p", d / "missing"), "No such file")
    assert (d / "out").read_bytes() == b"old"


def test_empty_ramdisk_is_refused(d):
    (d / "e").write_bytes(b"")
    refused(pack(d, "-i", d / "e"), str(d / "e"), "empty")


def test_double_packing(d):
    assert pack(d).returncode == 0
    first = (d / "out").read_bytes()
    (d / "k").write_bytes(first)
    refused(pack(d), "--force")
    assert (d / "out").read_bytes() == first
    assert pack(d, "--force").returncode == 0
    assert (d / "out").read_bytes() == first


def test_unknown_ramdisk_warns_and_strict_fails(d):
    (d / "i").write_bytes(b"no ramdisk")
    result = pack(d)
    assert result.returncode == 0 and "warning" in result.stderr
    (d / "out").unlink()
    refused(pack(d, "--strict"), str(d / "i"))
    assert not (d / "out").exists()


@pytest.mark.parametrize("size,warns", [((119 << 20) - 0x13000, False),
                                        ((119 << 20) - 0x13000 + 1, True)])
def test_size_that_old_qemu_cannot_load(d, size, warns):
    with open(d / "i", "r+b") as f:
        f.truncate(size)
    result = pack(d)
    assert result.returncode == 0 and ("119 MiB" in result.stderr) == warns
    (d / "out").unlink()
    assert pack(d, "--strict").returncode == (1 if warns else 0)
    assert (d / "out").exists() != warns


def test_size_that_nothing_can_load(d):
    with open(d / "i", "r+b") as f:
        f.truncate(2048 << 20)
    refused(pack(d), str(d / "i"), "too large")


# --- output ------------------------------------------------------------------------------------

def test_output_that_cannot_be_written(d):
    refused(run("s390", "-k", d / "k", "-i", d / "i", "-o", d / "no/out"), "no/out")
    refused(run("s390", "-k", d / "k", "-i", d / "i", "-o", d), "directory")
    refused(run("s390", "-k", d / "k", "-i", d / "i", "-o", "/dev/full"), "No space")
    assert sorted(os.listdir(d)) == ["i", "k"]


def test_output_is_readable_by_the_server_and_obeys_the_umask(d):
    for umask, mode in ((0o022, 0o644), (0o077, 0o600)):
        assert pack(d, umask=umask).returncode == 0
        assert stat.S_IMODE(os.stat(d / "out").st_mode) == mode


def test_link_as_output_stays_a_link(d):
    (d / "real").write_bytes(b"old")
    (d / "out").symlink_to("real")
    assert pack(d).returncode == 0
    assert (d / "out").is_symlink() and (d / "real").stat().st_size > 0x13000


def test_old_image_stays_open_to_its_readers(d):
    """A server that is sending the old image goes on sending the old image."""
    (d / "out").write_bytes(b"old")
    with open(d / "out", "rb") as f:
        assert pack(d).returncode == 0
        assert f.read() == b"old"


def test_disk_that_fills_up_in_the_middle(d):
    """The write fails after 64 KiB: the old image stays, and nothing is left beside it."""
    (d / "out").write_bytes(b"old")
    result = subprocess.run([MKIMAGE, "s390", "-k", d / "k", "-i", d / "i", "-o", d / "out"],
                            capture_output=True, text=True, restore_signals=False,
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                  (65536, 65536)))
    refused(result, str(d / "out"), "too large")
    assert (d / "out").read_bytes() == b"old"
    assert sorted(os.listdir(d)) == ["i", "k", "out"]


# --- cpio --------------------------------------------------------------------------------------

MANIFEST = """\
# a comment
node /dev/console 0600 0 0 c 5 1
dir /dev 0755 0 0
file /init prog 0755 0 0
link /bin/sh busybox
dir /bin 0755 1 2
node /dev/vda 0660 0 6 b 254 0
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "m").write_text(MANIFEST)
    (tmp_path / "prog").write_bytes(b"#!/bin/sh\n")
    return tmp_path


def make_cpio(tree, *args, **kw):
    return run("cpio", "-m", tree / "m", "--from", tree, "-o", tree / "out", *args, **kw)


def listing(archive):
    out = subprocess.run(["cpio", "-tvn", "--quiet"], input=archive, capture_output=True,
                         check=True, env={"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"})
    assert not out.stderr
    return [" ".join(line.split()) for line in out.stdout.decode().splitlines()]


def test_archive_as_the_system_reads_it(tree):
    assert make_cpio(tree).returncode == 0
    assert listing((tree / "out").read_bytes()) == [
        "drwxr-xr-x 2 1 2 0 Jan 1 1970 bin",
        "lrwxrwxrwx 1 0 0 7 Jan 1 1970 bin/sh -> busybox",
        "drwxr-xr-x 2 0 0 0 Jan 1 1970 dev",
        "crw------- 1 0 0 5, 1 Jan 1 1970 dev/console",
        "brw-rw---- 1 0 6 254, 0 Jan 1 1970 dev/vda",
        "-rwxr-xr-x 1 0 0 10 Jan 1 1970 init",
    ]


def test_gzip_header_holds_nothing_of_the_machine(tree):
    assert make_cpio(tree).returncode == 0
    plain = (tree / "out").read_bytes()
    assert make_cpio(tree, "-z").returncode == 0
    packed = (tree / "out").read_bytes()
    assert packed[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    assert gzip.decompress(packed) == plain


def test_real_15_a_name_in_the_gzip_header(tree):
    """By it the loader knows itself; Linux skips it. An archive behind gets none."""
    (tree / "more").write_bytes(INITRD)
    assert make_cpio(tree, "-z", "--name", "pxehop-loader.cpio", "--append", tree / "more").returncode == 0
    packed = (tree / "out").read_bytes()
    assert packed[:29] == b"\x1f\x8b\x08\x08\0\0\0\0\x02\xffpxehop-loader.cpio\0"
    assert packed.count(b"pxehop-loader") == 1 and packed.count(b"\x1f\x8b\x08\0") == 1
    refused = make_cpio(tree, "--name", "x")
    assert refused.returncode == 2 and "--name is gzip's, it needs -z" in refused.stderr


def test_same_bytes_in_other_surroundings(tree, tmp_path_factory):
    """umask, time zone, locale, file times, modes and the order of lines must not matter."""
    assert make_cpio(tree, "-z").returncode == 0
    first = (tree / "out").read_bytes()
    other = tmp_path_factory.mktemp("other")
    for name in ("zzz", "prog", "aaa"):
        (other / name).write_bytes(b"#!/bin/sh\n")
    os.utime(other / "prog", (1, 1))
    os.chmod(other / "prog", 0o600)
    (other / "m").write_text("\n".join(reversed(MANIFEST.splitlines())))
    env = {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "HOME": "/nowhere"}
    assert make_cpio(other, "-z", env=env, umask=0o077).returncode == 0
    assert (other / "out").read_bytes() == first


def test_source_date_epoch_dates_every_entry(tree):
    assert make_cpio(tree, env={"SOURCE_DATE_EPOCH": "86400"}).returncode == 0
    lines = listing((tree / "out").read_bytes())
    assert lines and all("Jan 2 1970" in line for line in lines)


def test_several_manifests_and_directories(tree):
    (tree / "m2").write_text("dir /dev 0755 0 0\nfile /dev/x other 0644 0 0\n")
    sub = tree / "sub"
    sub.mkdir()
    (sub / "other").write_bytes(b"from sub")
    (sub / "prog").write_bytes(b"hidden by the first directory")
    result = make_cpio(tree, "-m", tree / "m2", "--from", sub)
    assert result.returncode == 0, result.stderr
    data = (tree / "out").read_bytes()
    assert b"from sub" in data and b"#!/bin/sh" in data and b"hidden" not in data


@pytest.mark.parametrize("extra,words", [
    ("file /a missing 0644 0 0", "missing"),
    ("file /a/b prog 0644 0 0", "no dir line"),
    ("file /init prog 0755 0 0", "named twice"),
    ("dir /bin 0700 1 2", "named twice"),
    ("link /bin/sh other", "named twice"),
    ("file /bin/sh/x prog 0644 0 0", "no dir line"),
    ("dir /../x 0755 0 0", ".."),
    ("dir /x 0999 0 0", "octal"),
    ("pipe /x 0600 0 0", "first word"),
])
def test_manifest_errors_name_their_line(tree, extra, words):
    (tree / "m").write_text(MANIFEST + extra + "\n")
    (tree / "out").write_bytes(b"old")
    result = make_cpio(tree)
    assert result.returncode == 1 and words in result.stderr
    assert f"{tree}/m:" in result.stderr
    assert (tree / "out").read_bytes() == b"old"


def test_all_bad_lines_are_named_in_one_run(tree):
    (tree / "m").write_text("dir a 0755 0 0\ndir /b 0755 0\n\nfile\n")
    lines = make_cpio(tree).stderr.splitlines()
    assert [line.split(":")[2] for line in lines] == ["1", "2", "4"]


def test_append_in_order_and_aligned(tree):
    (tree / "m2").write_text("dir /etc 0755 0 0\n")
    assert run("cpio", "-m", tree / "m2", "-o", tree / "plain").returncode == 0
    assert run("cpio", "-z", "-m", tree / "m2", "-o", tree / "packed").returncode == 0
    for flags in ([], ["-z"]):
        args = ["--append", tree / "packed", "--append", tree / "plain"]
        assert make_cpio(tree, *flags, *args).returncode == 0
        data = (tree / "out").read_bytes()
        at = data.index((tree / "packed").read_bytes(), 1 if flags else 0)
        assert at % 4 == 0
        result = run("show", tree / "out")
        assert result.returncode == 0 and not result.stderr
        assert sum(line.endswith(" etc") for line in result.stdout.splitlines()) == 2
    refused(make_cpio(tree, "--append", tree / "missing"), "missing")
    for junk in (b"", b"<html>404</html>"):
        (tree / "junk").write_bytes(junk)
        refused(make_cpio(tree, "--append", tree / "junk"), "junk", "neither cpio nor compressed")


def test_the_manifest_we_ship(tmp_path):
    for name in ("init", "pxe", "busybox"):
        (tmp_path / name).write_bytes(name.encode())
    result = run("cpio", "-m", ROOT / "rootfs-skel/manifest", "--from", tmp_path, "-o",
                 tmp_path / "out")
    assert result.returncode == 0, result.stderr
    lines = listing((tmp_path / "out").read_bytes())
    for line in ("dr-xr-xr-x 2 0 0 0 Jan 1 1970 empty", "-rwxr-xr-x 1 0 0 4 Jan 1 1970 init",
                 "crw------- 1 0 0 5, 1 Jan 1 1970 dev/console"):
        assert line in lines


def test_hundred_thousand_entries(tree):
    """hazard 102: many entries take time in proportion, not more."""
    (tree / "m").write_text("".join(f"link /{n} x\n" for n in range(100000)))
    assert make_cpio(tree, "-z").returncode == 0
    result = run("show", tree / "out")
    assert result.returncode == 0 and result.stdout.count("\n") == 100001


# --- show and extract --------------------------------------------------------------------------

def test_show_s390(d):
    pack(d, "-c", "console=ttyS0 quiet")
    out = run("show", d / "out").stdout
    for words in ("with a ramdisk", "0x13000", str(len(INITRD)), "4095", "console=ttyS0 quiet"):
        assert words in out
    out = run("show", d / "k").stdout
    assert "with a ramdisk" not in out and "root=/dev/ram0 ro" in out


def test_show_prints_nothing_a_terminal_acts_on(d):
    image = bytearray(kernel())
    image[0x10480:0x10488] = b"\x1b]0;x\x07y\0"
    (d / "k").write_bytes(image)
    out = run("show", d / "k").stdout
    assert "\x1b" not in out and "\\x1b]0;x\\x07y" in out


def test_show_says_what_else_it_is(d):
    (d / "f").write_bytes(b"ARM\x64".rjust(0x3c, b"\0") + bytes(100))
    refused(run("show", d / "f"), "arm64 Image")
    (d / "f").write_bytes(gzip.compress(b"no archive", mtime=0))
    result = run("show", d / "f")
    assert result.returncode == 1 and "no cpio archive inside" in result.stderr


@pytest.mark.parametrize("args", [[], ["-c", "console=ttyS0"]])
def test_s390_parts_pack_to_the_same_bytes(d, args):
    assert pack(d, *args).returncode == 0
    parts = d / "parts"
    parts.mkdir()
    assert run("extract", "-C", parts, d / "out").returncode == 0
    assert (parts / "initrd").read_bytes() == INITRD
    assert (parts / "cmdline").read_bytes() == (args[1:] or ["root=/dev/ram0 ro"])[0].encode()
    for cmdline in ([], ["-p", parts / "cmdline"]):
        assert run("s390", "-k", parts / "kernel", "-i", parts / "initrd", *cmdline, "-o",
                   d / "again").returncode == 0
        assert (d / "again").read_bytes() == (d / "out").read_bytes()


def test_kernel_without_ramdisk_extracts_without_one(d):
    parts = d / "parts"
    parts.mkdir()
    assert run("extract", "-C", parts, d / "k").returncode == 0
    assert sorted(os.listdir(parts)) == ["cmdline", "kernel"]
    assert (parts / "kernel").read_bytes() == kernel()


def test_cpio_extracts(tree):
    make_cpio(tree, "-z")
    x = tree / "x"
    x.mkdir()
    result = run("extract", "-C", x, tree / "out")
    assert result.returncode == 0 and "2 device nodes" in result.stderr
    assert (x / "init").read_bytes() == b"#!/bin/sh\n" and os.access(x / "init", os.X_OK)
    assert os.readlink(x / "bin/sh") == "busybox"
    assert run("extract", "-C", x, tree / "out").returncode == 0


def newc(*entries):
    data = b""
    for name, mode, body in [*entries, ("TRAILER!!!", 0, b"")]:
        raw = name.encode() + b"\0"
        data += b"070701" + b"".join(b"%08x" % n for n in
                                     (0, mode, 0, 0, 1, 0, len(body), 0, 0, 0, 0, len(raw), 0))
        data += raw
        data += bytes(-len(data) % 4) + body
        data += bytes(-len(data) % 4)
    return data


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/evil", "a//evil", ".."])
def test_hazard_102_names_that_lead_out(tmp_path, name):
    x = tmp_path / "x"
    x.mkdir()
    (tmp_path / "f").write_bytes(newc(("good", 0o100644, b"1"), (name, 0o100644, b"2")))
    refused(run("extract", "-C", x, tmp_path / "f"), "leads out")
    assert os.listdir(x) == [] and sorted(os.listdir(tmp_path)) == ["f", "x"]


def test_hazard_102_link_that_leads_out(tmp_path):
    x, outside = tmp_path / "x", tmp_path / "outside"
    x.mkdir()
    outside.mkdir()
    (outside / "victim").write_bytes(b"old")
    (tmp_path / "f").write_bytes(newc(("l", 0o120777, str(outside).encode()),
                                      ("l/victim", 0o100644, b"new")))
    assert run("extract", "-C", x, tmp_path / "f").returncode == 1
    (x / "l").unlink()
    (x / "v").symlink_to(outside / "victim")
    (tmp_path / "f").write_bytes(newc(("v", 0o100644, b"new")))
    assert run("extract", "-C", x, tmp_path / "f").returncode == 0
    assert (outside / "victim").read_bytes() == b"old" and (x / "v").read_bytes() == b"new"


@pytest.mark.parametrize("content,words", [
    (newc(("a", 0o100644, b"x" * 100))[:200], "cut short"),
    (newc(("a", 0o100644, b""))[:112], "TRAILER"),
    (newc().replace(b"0000000b", b"00000000", 1), "impossible name"),
    (newc().replace(b"0000000b", b"0000000x", 1), "hexadecimal"),
    (newc(("a", 0o100644, b"")).replace(b"0707010", b"0707030", 2), "070701"),
    (gzip.compress(newc(), mtime=0)[:-3], "cut short"),
    (gzip.compress(newc(), mtime=0)[:-3] + b"abc", "damaged"),
    (b"\x1f\x8b\x09" + bytes(50), "damaged"),
])
def test_hazard_102_broken_archives(tmp_path, content, words):
    (tmp_path / "f").write_bytes(content)
    result = run("show", tmp_path / "f")
    assert result.returncode == 1 and words in result.stderr
    assert run("extract", "-C", tmp_path, tmp_path / "f").returncode == 1
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.seconds(10)
def test_hazard_100_gzip_bomb(tmp_path):
    """More than 1 GiB in 1 MiB: given up at the cap, not at the end of memory. A block that ends in
    a full flush may be repeated, which is quicker than to compress it all."""
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = z.compress(bytes(1 << 20)) + z.flush(zlib.Z_FULL_FLUSH)
    (tmp_path / "f").write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + block * 1025)
    result = run("show", tmp_path / "f")
    assert result.returncode == 1 and "1 GiB" in result.stderr


def test_trailing_bytes_warn(tmp_path):
    (tmp_path / "f").write_bytes(newc(("a", 0o100644, b"")) + bytes(508) + b"junk")
    result = run("show", tmp_path / "f")
    assert result.returncode == 0 and "last 4 bytes" in result.stderr


def test_archive_of_the_system_is_listed(tmp_path):
    if not shutil.which("cpio"):
        pytest.fail("cpio is missing")
    (tmp_path / "a").write_bytes(b"hello")
    data = subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=b"a\n", cwd=tmp_path,
                          capture_output=True, check=True).stdout
    (tmp_path / "f").write_bytes(gzip.compress(data, mtime=0))
    out = run("show", tmp_path / "f").stdout
    assert out.splitlines()[1].split()[3:] == ["5", "a"]


@pytest.mark.parametrize("text, place", [
    ("a=1 site=B\u00fcro", "line 1, column 11: byte 0xc3"), ("\ufeffa=1", "line 1, column 1: byte 0xef"),
    ("a=1\u00a0b", "line 1, column 4: byte 0xc2")])
def test_real_09_bytes_that_make_a_command_line_ebcdic(d, text, place):
    refused(pack(d, "-c", text), f"-c: {place}", "EBCDIC", "write it in ASCII")
    (d / "p").write_text("ro \n" + text, encoding="utf-8")
    refused(pack(d, "-p", d / "p"), f"{d}/p: {place.replace('line 1', 'line 2')}", "EBCDIC")
    (d / "p").write_bytes(b"a".ljust(80) + text.encode().ljust(80))
    refused(pack(d, "-p", d / "p"), "line 1, column ", "EBCDIC")
    assert not (d / "out").exists()
