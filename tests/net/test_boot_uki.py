# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` of unified kernel images: what of them a label and a script boot."""

import struct

import pytest

from bootlab import DEFAULT, SERVER, sha

X86, ARM64 = 0x8664, 0xaa64
URL = f"http://{SERVER}/"


def bzimage(size=40_000):
    """Enough of a head that the loader takes it for a kernel of x86_64; no compressed kernel is named."""
    image = bytearray(range(256)) * (size // 256)
    image[:0x400] = bytes(0x400)
    image[0x1f1] = 1
    image[0x1f4:0x1f8] = struct.pack("<I", (len(image) - 1024) // 16)
    image[0x202:0x208] = b"HdrS\x0f\x02"
    image[0x211] = 1
    image[0x236] = 3
    image[0x238:0x23c] = struct.pack("<I", 2047)
    image[0x260:0x264] = struct.pack("<I", 1 << 20)
    return bytes(image)


def uki(sections, machine=X86):
    """As ukify writes one, but for the stub, which nobody runs here."""
    at, table, body = 0x1000, b"", b""
    for name, data in sections:
        raw = (len(data) + 511) // 512 * 512
        table += struct.pack("<8sIIIIIIHHI", name.encode(), len(data), at, raw, at, 0, 0, 0, 0, 0x40000040)
        body += data.ljust(raw, b"\0")
        at += raw
    head = b"MZ".ljust(0x3c, b"\0") + struct.pack("<I", 0x80) + bytes(0x40)
    head += b"PE\0\0" + struct.pack("<HHIIIHH", machine, len(sections), 0, 0, 0, 240, 0x22) + bytes(240) + table
    return head.ljust(0x1000, b"\0") + body


KERNEL = bzimage()
# An archive of which the end mark is all.
UCODE = b"070701" + b"0" * 32 + b"00000001" + b"0" * 48 + b"0000000b" + b"0" * 8 + b"TRAILER!!!\0\0\0\0"


@pytest.fixture
def image(site):
    return uki([(".osrel", b"ID=x\n"), (".cmdline", b"own=1 quiet\n"), (".ucode", UCODE),
                (".initrd", site.initrd), (".linux", KERNEL)])


def parts(r):
    return [(f["part"], f["url"].removeprefix(f"tftp://{SERVER}/").removeprefix(URL), f["sha256"])
            for f in r.report["files"]]


@pytest.mark.parametrize("label, line", [
    ("", "BOOT_IMAGE=uki.efi own=1 quiet"), ("append a=2\n", "BOOT_IMAGE=uki.efi a=2"),
], ids=["own", "append"])
def test_of_a_label(site, image, label, line):
    site.serve({DEFAULT: f"default x\nlabel x\nkernel uki.efi\n{label}".encode(), "uki.efi": image})
    r = site.boot("--arch", 7)
    assert r.status == 0, r
    assert r.report["cmdline"] == line
    assert parts(r) == [("kernel", "uki.efi .linux", sha(KERNEL)),
                        ("initrd", "uki.efi .ucode", sha(UCODE)),
                        ("initrd", "uki.efi .initrd", sha(site.initrd))]


def test_of_a_script_with_an_initrd_beside_it(site, image):
    site.lab.nginx(site.server, site.root)
    site.put({"uki.efi": image, "boot.ipxe": b"#!ipxe\nkernel uki.efi\ninitrd initrd /etc/x mode=0600\nboot\n"})
    site.dhcp(boot=(f"{URL}boot.ipxe",))
    r = site.boot("--arch", 7)
    assert r.status == 0, r
    assert r.report["cmdline"] == "own=1 quiet"
    assert [p[:2] for p in parts(r)] == [("kernel", "uki.efi .linux"), ("initrd", "uki.efi .ucode"),
                                         ("initrd", "uki.efi .initrd"), ("initrd", "initrd")]


@pytest.mark.parametrize("make, arch, words", [
    (lambda k, i: uki([(".linux", k), (".initrd", i)], ARM64), 7, "a unified kernel image for arm64"),
    (lambda k, i: uki([(".linux", k), (".initrd", i)]), 11, "a unified kernel image for x86_64"),
    (lambda k, i: uki([(".linux", k), (".initrd", i)])[:-9000], 7, "a unified kernel image that is cut off"),
    (lambda k, i: uki([(".linux", b"no kernel".ljust(2000, b".")), (".initrd", i)]), 7, "its section .linux: not a bzImage"),
    (lambda k, i: uki([(".linux", uki([(".linux", k)])), (".initrd", i)]), 7, "its section .linux: a unified kernel image"),
    (lambda k, i: uki([(".initrd", i)]), 7, "not a bzImage but a PE"),
    (lambda k, i: uki([(".linux", k), (".initrd", b"<!DOCTYPE html><html>" * 9)]), 7, "uki.efi .initrd: "),
    (lambda k, i: uki([(".linux", k), (".ucode", UCODE[:60]), (".initrd", i)]), 7, "uki.efi .ucode: "),
    (lambda k, i: uki([(".linux", k), (".cmdline", b"x" * 3000)]), 7, "this kernel takes 2047"),
], ids=["arm64", "x86", "cut", "none", "nested", "no-linux", "initrd", "ucode", "long"])
def test_refused_in_one_line(site, make, arch, words):
    site.serve({DEFAULT: b"default x\nlabel x\nkernel uki.efi\n", "uki.efi": make(KERNEL, site.initrd)})
    r = site.boot("--arch", arch, "--once")
    assert r.status == 1
    r.only(f"tftp://{SERVER}/uki.efi", words)
