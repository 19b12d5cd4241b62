# SPDX-License-Identifier: MIT
"""LOCALBOOT on s390: from the network to a disk, by re-IPL. The disk is an ISO image that QEMU's
firmware can start: a boot catalog (El Torito) and one packed image of kernel and initramfs."""

import struct
import subprocess

import pytest
from guest import JUMP, KERNEL_STARTS, LOADER_STARTS, REACHED, netlab, reached

SECTOR = 2048
LOCAL = "DEFAULT l\nLABEL l\n  LOCALBOOT 0\n"


def both(number, size):
    """A number as ISO 9660 writes it: little endian, then big endian."""
    return number.to_bytes(size, "little") + number.to_bytes(size, "big")


def record(name, sector, size, flags):
    """A directory record (ECMA-119 9.1)."""
    body = bytes(1) + both(sector, 4) + both(size, 4) + bytes(7) + bytes([flags, 0, 0]) + \
        both(1, 2) + bytes([len(name)]) + name
    body += bytes((len(body) + 1) % 2)
    return bytes([len(body) + 1]) + body


def sectors(data):
    return data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\0")


def iso(image):
    """The few sectors of ISO 9660 and El Torito that lead to one file, which is started."""
    catalog, root, first = 19, 20, 21
    folder = record(b"\0", root, SECTOR, 2) + record(b"\1", root, SECTOR, 2) + \
        record(b"BOOT;1", first, len(image), 0)
    size = first + len(sectors(image)) // SECTOR
    volume = b"\1CD001\1".ljust(80, b"\0") + both(size, 4) + bytes(32) + both(1, 2) * 2 + \
        both(SECTOR, 2)
    volume = volume.ljust(156, b"\0") + record(b"\0", root, SECTOR, 2)
    start = b"\0CD001\1" + b"EL TORITO SPECIFICATION".ljust(64, b"\0") + catalog.to_bytes(4, "little")
    valid = b"\1" + bytes(27) + b"\xaa\x55\x55\xaa"
    entry = struct.pack("<BBHBBHI", 0x88, 0, 0, 0, 0, 4, first)
    return bytes(16 * SECTOR) + b"".join(map(sectors, (volume, start, b"\xffCD001\1", valid + entry,
                                                       folder, image)))


def disk(tmp_path, built, devno="0a00", name="d0"):
    packed = tmp_path / "packed"
    subprocess.run([netlab.HOST_BUILD / "mkimage", "s390", "-k", built("vmlinuz"), "-i",
                    built("payload.cpio.gz"), "-c", f"console=ttysclp0 from={name}", "-o", packed],
                   check=True, capture_output=True)
    path = tmp_path / f"{name}.iso"
    path.write_bytes(iso(packed.read_bytes()))
    return ["-drive", f"if=none,id={name},format=raw,readonly=on,file={path}",
            "-device", f"virtio-blk-ccw,drive={name},devno=fe.0.{devno}"]


@pytest.mark.seconds(30)
def test_localboot_starts_the_disk(tree, boot, built, tmp_path):
    tree.put("pxelinux.cfg/default", LOCAL)
    g = boot(tree, reboots=True, extra=disk(tmp_path, built))
    g.wait(LOADER_STARTS, 120)
    g.wait(r"re-IPL from disk 0\.0\.0a00", 60, before=JUMP)
    g.wait(r"label l: LOCALBOOT")
    started_from(g, "d0")


def started_from(g, name):
    g.wait(KERNEL_STARTS, 120, before=LOADER_STARTS)
    assert f"from={name}" in g.wait(r"^pxehop payload: command line: (.*)$", 120)[1].split()
    g.wait(REACHED)


@pytest.mark.seconds(30)
def test_chain_c32_names_the_second_disk(tree, boot, built, tmp_path):
    tree.put("pxelinux.cfg/default", "DEFAULT c\nLABEL c\n  COM32 chain.c32\n  APPEND hd1\n")
    disks = disk(tmp_path, built) + disk(tmp_path, built, "0b00", "d1")
    g = boot(tree, reboots=True, extra=disks)
    g.wait(LOADER_STARTS, 120)
    g.wait(r"re-IPL from disk 0\.0\.0b00", 60, before=JUMP)
    started_from(g, "d1")


def packed_with(tree, words):
    tree.packed("pxelinux.0", "-k", tree.built("vmlinuz"), "-i", tree.built("initramfs.cpio.gz"),
                "-c", f"console=ttysclp0 {words}")


@pytest.mark.seconds(40)
def test_network_else_disk(tree, boot, built, tmp_path):
    """Nothing in the tree but the loader: the countdown is shown, and the disk starts."""
    (tree.root / "pxelinux.0").unlink()
    packed_with(tree, "pxehop.fallback=disk:15")
    g = boot(tree, reboots=True, extra=disk(tmp_path, built))
    g.wait(r"the disk starts when the network has led nowhere for 15 s", 120)
    g.wait(r"no configuration under any of", 60, before=JUMP)
    g.wait(r"the network has led nowhere: the disk starts in 10 s, any key stays here", 60)
    g.wait(r"re-IPL from disk 0\.0\.0a00", 60)
    g.wait(r"the network has led nowhere for 15 s, starting the disk")
    started_from(g, "d0")


@pytest.mark.seconds(40)
def test_network_else_disk_but_for_a_key(tree, boot, built, tmp_path):
    """A key in the countdown stays with the network, which comes to something later."""
    (tree.root / "pxelinux.0").unlink()
    packed_with(tree, "pxehop.fallback=disk:12")
    g = boot(tree, extra=disk(tmp_path, built))
    g.wait(r"the disk starts in 10 s, any key stays here", 120)
    g.send("\n")
    g.wait(r"the disk does not start, the network is tried on")
    tree.config()
    g.wait(REACHED, 180)


def test_localboot_without_a_disk_goes_on(tree, boot):
    """One line says so, and the configuration is read again: here it has changed meanwhile."""
    tree.put("pxelinux.cfg/default", LOCAL)
    g = boot(tree)
    g.wait(r"LOCALBOOT: no disk is known here, next try in", 120)
    tree.config()
    reached(g, rounds=2)


@pytest.mark.seconds(30)
def test_reboot_entry_starts_over(tree, boot):
    """A reboot is a real one: QEMU's machine stops for good unless memory is to be cleared."""
    tree.put("pxelinux.cfg/default", "DEFAULT r\nLABEL r\n  KERNEL reboot.c32\n")
    g = boot(tree, reboots=True)
    g.wait(r"label r: rebooting as it says", 120)
    g.wait(LOADER_STARTS, 120, before=JUMP)
    tree.put("pxelinux.cfg/default", "DEFAULT o\nLABEL o\n  KERNEL poweroff.c32\n")
    g.wait(r"label o: switching off as it says", 180)
    g.wait_end(60)
