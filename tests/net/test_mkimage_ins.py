# SPDX-License-Identifier: MIT
"""`mkimage ins`: the set of files that an HMC, DPM, z/VM or firmware loads, read as those read it."""
import struct
import subprocess

import pytest

from test_mkimage import INITRD, ROOT, kernel, refused, run

SUFFIXES = ["addrsize", "exec", "img", "ins", "prm", "rd"]


@pytest.fixture
def d(tmp_path):
    (tmp_path / "k").write_bytes(kernel())
    (tmp_path / "i").write_bytes(INITRD)
    (tmp_path / "out").mkdir()
    return tmp_path


def make(d, *args, name="pxehop", initrd=True, **kw):
    return run("ins", "-k", d / "k", *(["-i", d / "i"] if initrd else []), *args, "-o",
               d / f"out/{name}.ins", **kw)


def load(folder, name="pxehop"):
    """Memory after each file of the list went to its place; QEMU reads no list above 2 KB."""
    text = (folder / f"{name}.ins").read_text()
    first, *lines = text.splitlines()
    assert first.startswith("* ") and len(text) < 2047 and text.endswith("\n")
    memory = bytearray(64 << 20)
    for line in lines:
        part, at = line.split(" ")
        assert "/" not in part
        data = (folder / part).read_bytes()
        memory[int(at, 0):int(at, 0) + len(data)] = data
    return memory


def cmdline(memory):
    """As the kernel takes it: up to the NUL, without blanks at the ends."""
    return bytes(memory[0x10480:]).split(b"\0")[0].decode().strip()


def test_what_lies_in_memory(d):
    got = make(d, "-c", "a=b console=ttysclp0")
    assert got.returncode == 0 and got.stderr == "", got.stderr
    assert sorted(p.name for p in (d / "out").iterdir()) == [f"pxehop.{s}" for s in SUFFIXES]
    memory = load(d / "out")
    start, size = struct.unpack_from(">QQ", memory, 0x10408)
    assert start == 32 << 20 and memory[start:start + size] == INITRD
    assert cmdline(memory) == "a=b console=ttysclp0"
    want = bytearray(kernel())
    struct.pack_into(">QQ", want, 0x10408, start, size)
    want[0x10480:0x104d0] = b"a=b console=ttysclp0".ljust(80)
    assert memory[:len(want)] == want


def test_the_kernels_own_command_line(d):
    assert make(d).returncode == 0
    assert cmdline(load(d / "out")) == "root=/dev/ram0 ro"


def test_a_longer_old_command_line_is_covered(d):
    image = bytearray(kernel())
    image[0x10480:0x10480 + 100] = b"x" * 100
    (d / "k").write_bytes(image)
    assert make(d, "-c", "short").returncode == 0
    assert cmdline(load(d / "out")) == "short"
    assert len((d / "out/pxehop.prm").read_bytes()) == 160


def test_several_ramdisks_are_padded_to_4(d):
    assert make(d, "-i", d / "i").returncode == 0
    assert (d / "out/pxehop.rd").read_bytes() == INITRD + bytes(-len(INITRD) % 4) + INITRD


def test_a_large_kernel_moves_the_ramdisk(d):
    (d / "k").write_bytes(kernel((40 << 20) + 5))
    assert make(d).returncode == 0
    memory = load(d / "out")
    assert struct.unpack_from(">QQ", memory, 0x10408) == (41 << 20, len(INITRD))


def test_without_a_ramdisk(d):
    assert make(d, initrd=False).returncode == 0
    assert sorted(p.name for p in (d / "out").iterdir()) == [
        f"pxehop.{s}" for s in SUFFIXES if s not in ("addrsize", "rd")]
    assert load(d / "out")[:0x12345] == kernel()[:0x10480] + \
        b"root=/dev/ram0 ro".ljust(80) + kernel()[0x104d0:]
    assert "RD A" not in (d / "out/pxehop.exec").read_text()


def test_the_reader_of_z_vm(d):
    assert make(d, name="Boot7").returncode == 0
    lines = (d / "out/Boot7.exec").read_text().splitlines()
    assert lines[0].startswith("/* REXX")
    assert [line for line in lines if "PUNCH BOOT7" in line] == [
        "'PUNCH BOOT7 IMG A (NOH'", "'PUNCH BOOT7 PRM A (NOH'", "'PUNCH BOOT7 RD A (NOH'"]
    assert lines[-1] == "'IPL 00C CLEAR'"
    assert len((d / "out/Boot7.prm").read_bytes()) % 80 == 0


def test_a_name_that_cms_does_not_take(d):
    got = make(d, name="pxehop-s390x")
    assert got.returncode == 0 and "no name for CMS" in got.stderr
    assert not (d / "out/pxehop-s390x.exec").exists()
    assert load(d / "out", "pxehop-s390x")[0x10008:0x1000e] == b"S390EP"
    refused(make(d, "--strict", name="a_b"), "no name for CMS")


def test_a_command_line_that_z_vm_cuts(d):
    got = make(d, "-c", "x" * 895)
    assert got.returncode == 0 and not got.stderr
    got = make(d, "-c", "x" * 896)
    assert got.returncode == 0 and "895 characters" in got.stderr
    assert cmdline(load(d / "out")) == "x" * 896
    refused(make(d, "--strict", "-c", "x" * 896), "895 characters")


@pytest.mark.parametrize("length", [880, 881])
def test_cards_need_room_in_the_kernel(d, length):
    (d / "k").write_bytes(kernel(maximum=896))
    got = make(d, "-c", "x" * length)
    assert got.returncode == (0 if length == 880 else 1)
    assert ("whole cards" in got.stderr) == (length == 881)


@pytest.mark.parametrize("name", ["a b.ins", "x.txt", ".ins", "-a.ins", "ä.ins", "n" * 64 + ".ins"])
def test_names_that_no_list_can_hold(d, name):
    got = run("ins", "-k", d / "k", "-o", f"{d}/out/{name}")
    assert got.returncode == 2 and "not NAME.ins" in got.stderr
    assert not list((d / "out").iterdir())


def test_double_packing(d):
    image = kernel(size=0x13000, start=0x12000, initrd=0x1000)
    (d / "k").write_bytes(image)
    refused(make(d), "has a ramdisk already")
    assert make(d, "--force").returncode == 0
    assert (d / "out/pxehop.img").read_bytes() == image[:0x12000]


def test_the_loader_reads_it_too(d):
    assert make(d, "-c", "a=b").returncode == 0
    got = subprocess.run([ROOT / "build/host/pxe", "show", "--root", d / "out", "pxehop.ins"],
                         capture_output=True, text=True, timeout=60)
    assert got.returncode == 0, got.stderr
    assert "pxehop.img" in got.stdout and "pxehop.rd" in got.stdout
