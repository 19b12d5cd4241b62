# SPDX-License-Identifier: MIT
"""`mkimage efi` with the distribution's boot stubs of three machines, looked at with pefile and
beside what objcopy makes of the same parts."""
import hashlib
import os
import pathlib
import shutil
import struct
import subprocess

import pefile
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "build/host/mkimage"
STUBS = {"x86_64": ("amd64", "x64"), "arm64": ("arm64", "aa64"), "armhf": ("armhf", "arm")}
# The end mark of a cpio archive, which is all of it; the zeroes behind it are left out.
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!\0"
CMDLINE = "console=ttyS0 quiet"


def run(*args, cwd=None):
    return subprocess.run([str(a) for a in args], cwd=cwd, capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin"}, timeout=60)


def stub_of(arch):
    deb, name = STUBS[arch]
    return ROOT / f"build/deps/{deb}/systemd-boot-efi/usr/lib/systemd/boot/efi/linux{name}.efi.stub"


def kernel_of(arch):
    """What matters of a kernel here: a PE program for that machine, of an odd length."""
    return stub_of(arch).read_bytes() + b"kernel " + arch.encode() + b"." * 7


def packed_kernel_of(arch):
    """32-bit ARM kernels unpack themselves with a heap behind their image."""
    kernel = bytearray(kernel_of(arch))
    if arch == "armhf":
        at = struct.unpack_from("<I", kernel, 0x3c)[0] + 24 + 56
        struct.pack_into("<I", kernel, at, struct.unpack_from("<I", kernel, at)[0] + (128 << 10))
    return bytes(kernel)


@pytest.fixture
def d(tmp_path):
    (tmp_path / "i").write_bytes(INITRD)
    for arch in STUBS:
        shutil.copy(stub_of(arch), tmp_path / f"stub-{arch}")
        (tmp_path / f"k-{arch}").write_bytes(kernel_of(arch))
    return tmp_path


def efi(d, arch, *args):
    return run(OURS, "efi", "--stub", f"stub-{arch}", "-k", f"k-{arch}", *args, "-o", "out", cwd=d)


def sections(data):
    pe = pefile.PE(data=data)
    return {s.Name.rstrip(b"\0").decode(): s for s in pe.sections}


def content(section):
    return section.get_data()[:section.Misc_VirtualSize]


@pytest.mark.parametrize("arch", STUBS)
def test_sections_as_pefile_sees_them(d, arch):
    result = efi(d, arch, "-i", "i", "-c", CMDLINE)
    assert result.returncode == 0, result.stderr
    data = (d / "out").read_bytes()
    pe, old = pefile.PE(data=data), pefile.PE(data=(d / f"stub-{arch}").read_bytes())
    assert pe.verify_checksum() and pe.get_warnings() == old.get_warnings()
    got = sections(data)
    assert content(got[".linux"]) == packed_kernel_of(arch) and content(got[".initrd"]) == INITRD
    assert content(got[".cmdline"]) == CMDLINE.encode()
    assert b"ID=pxehop\n" in content(got[".osrel"])
    # In order, on pages of their own, in the file and in memory.
    end = 0
    for section in pe.sections:
        assert section.VirtualAddress >= end
        end = section.VirtualAddress + section.Misc_VirtualSize
    assert pe.OPTIONAL_HEADER.SizeOfImage >= end
    for name in (".linux", ".initrd", ".cmdline", ".osrel"):
        assert got[name].VirtualAddress % 4096 == 0 and got[name].Characteristics == 0x40000040
    # The stub itself is as it was, at another place perhaps.
    shift = pe.OPTIONAL_HEADER.AddressOfEntryPoint - old.OPTIONAL_HEADER.AddressOfEntryPoint
    assert (shift != 0) == (arch == "armhf")
    for section in old.sections:
        new = got[section.Name.rstrip(b"\0").decode()]
        assert new.VirtualAddress == section.VirtualAddress + shift
        assert content(new) == content(section)


def test_like_objcopy(d):
    """The same sections at the same addresses with the same bytes, for the machine that the
    distribution's objcopy knows."""
    assert efi(d, "x86_64", "-i", "i", "-c", CMDLINE).returncode == 0
    ours = sections((d / "out").read_bytes())
    args = []
    (d / "c").write_text(CMDLINE)
    (d / "o").write_bytes(content(ours[".osrel"]))
    for name, file in ((".osrel", "o"), (".cmdline", "c"), (".linux", "k-x86_64"), (".initrd", "i")):
        args += ["--add-section", f"{name}={file}", "--set-section-flags",
                 f"{name}=alloc,contents,load,readonly,data",
                 "--change-section-vma", f"{name}={ours[name].VirtualAddress:#x}"]
    result = run("objcopy", *args, "stub-x86_64", "theirs", cwd=d)
    assert result.returncode == 0, result.stderr
    theirs = sections((d / "theirs").read_bytes())
    assert set(theirs) == set(ours)
    for name in (".osrel", ".cmdline", ".linux", ".initrd"):
        assert theirs[name].VirtualAddress == ours[name].VirtualAddress
        assert content(theirs[name]) == content(ours[name])


@pytest.mark.parametrize("arch", STUBS)
def test_show_and_extract(d, arch):
    (d / "r").write_text("ID=mine\n")
    assert efi(d, arch, "-i", "i", "-i", "i", "-c", "a\x1bb", "--osrel", "r").returncode == 0
    joined = INITRD + b"\0" * (-len(INITRD) % 4) + INITRD
    said = run(OURS, "show", "out", cwd=d)
    assert said.returncode == 0 and f"for {arch}\n" in said.stdout and "\x1b" not in said.stdout
    for data in (packed_kernel_of(arch), joined, (d / "out").read_bytes()):
        assert hashlib.sha256(data).hexdigest() in said.stdout
    (d / "to").mkdir()
    assert run(OURS, "extract", "-C", "to", "out", cwd=d).returncode == 0
    assert {p.name: p.read_bytes() for p in (d / "to").iterdir()} == {
        "kernel": packed_kernel_of(arch), "initrd": joined, "cmdline": b"a\x1bb", "osrel": b"ID=mine\n"}


def test_only_what_was_given(d):
    assert efi(d, "arm64").returncode == 0
    assert set(sections((d / "out").read_bytes())) == {".text", ".data", ".osrel", ".linux"}
    first = (d / "out").read_bytes()
    assert efi(d, "arm64").returncode == 0 and (d / "out").read_bytes() == first


@pytest.mark.parametrize("args", [
    ("-k", "i", "-o", "out"), ("--stub", "stub-arm64", "-o", "out"),
    ("--stub", "stub-arm64", "-k", "i"), ("--stub", "stub-arm64", "-k", "i", "-o", "out", "x"),
])
def test_wrong_usage(d, args):
    result = run(OURS, "efi", *args, cwd=d)
    assert result.returncode == 2 and result.stderr and not (d / "out").exists()


@pytest.mark.parametrize("stub,kernel,args,word", [
    ("i", "k-arm64", (), "not a PE"), ("stub-arm64", "i", (), "EFI entry"),
    ("stub-arm64", "k-armhf", (), "another machine"), ("cut", "k-arm64", (), "damaged"),
    ("missing", "k-arm64", (), "No such file"), ("stub-arm64", "k-arm64", ("-i", "no"), "No such"),
    ("packed", "k-arm64", (), "packed before"), ("stub-arm64", "gz", (), "compressed"),
    ("signed", "k-arm64", (), "signature"),
    ("stub-arm64", "k-arm64", ("--osrel", "page"), "an HTML page and no os-release"),
])
def test_hazard_94_99_bad_input_leaves_the_old_file(d, stub, kernel, args, word):
    assert efi(d, "arm64").returncode == 0
    (d / "out").rename(d / "packed")
    (d / "cut").write_bytes((d / "stub-arm64").read_bytes()[:30000])
    (d / "page").write_bytes(b"<html>404</html>\n")
    (d / "gz").write_bytes(b"\x1f\x8b\x08" + bytes(1000))
    signed = bytearray((d / "stub-arm64").read_bytes())
    at = struct.unpack_from("<I", signed, 0x3c)[0] + 24 + 112 + 4 * 8
    struct.pack_into("<II", signed, at, 0x1000, 8)
    (d / "signed").write_bytes(signed)
    (d / "out").write_bytes(b"old")
    result = run(OURS, "efi", "--stub", stub, "-k", kernel, *args, "-o", "out", cwd=d)
    assert result.returncode == 1 and word in result.stderr
    assert (d / "out").read_bytes() == b"old"


def test_unknown_ramdisk_is_a_warning(d):
    (d / "i").write_bytes(b"text")
    result = efi(d, "x86_64", "-i", "i")
    assert result.returncode == 0 and "warning" in result.stderr


def test_hazard_99_damage_breaks_nothing(d):
    assert efi(d, "armhf", "-i", "i").returncode == 0
    good = (d / "out").read_bytes()
    before = sorted(os.listdir(d))
    end = pefile.PE(data=good).sections[-1]
    end = end.PointerToRawData + end.Misc_VirtualSize
    for n in (0, 1, 63, 64, 100, 0x150, 0x1d7, 5000, end - 1):
        (d / "out").write_bytes(good[:n])
        assert run(OURS, "show", "out", cwd=d).returncode == 1
        assert run(OURS, "extract", "out", cwd=d).returncode == 1
    assert sorted(os.listdir(d)) == before
