# SPDX-License-Identifier: MIT
"""What is typed at U-Boot's prompt, as docs/pxehop-server.7 has it: a bridge, a real server, and every image that
`make image` leaves. That nothing need be typed is for test_machines.py."""
import os
import re
import subprocess

import pexpect
import pytest

import guest as guests
import netlab
from conftest import ARCH
from machines import NET, NIC, UBOOT, UBOOT_BOARD, uboot_board

ARCHS = ("arm64", "armhf")
# What `make image` leaves of U-Boot's older format, and the formats that may hold a device tree.
LEGACY = {"arm64": ("boot.scr.uimg",), "armhf": ("boot.scr.uimg", "uImage")}
KINDS = {"arm64": ("fit",), "armhf": ("fit", "uimage")}
PROMPT = r"\n=> "
CONFIG = "DEFAULT l\nLABEL l\n  KERNEL kernel\n  INITRD initrd\n  APPEND a=word\n"
# Above what the kernel unpacks to, and on this board known by that name.
AT = "${ramdisk_addr_r}"


class Board:
    """A machine at tap0 with U-Boot's prompt on its console."""

    def __init__(self, wire, log):
        self.log = open(log, "w", encoding="latin-1")
        command = ["netns", "exec", wire.ns.name, *UBOOT_BOARD[ARCH], "-m", "1G", "-nographic",
                   "-no-reboot", "-netdev", guests.tap_net(), "-device",
                   f"virtio-net-pci,{NIC},romfile="]
        self.it = pexpect.spawn("ip", command, encoding="latin-1", timeout=120,
                                logfile=self.log)
        self.wait("Hit any key to stop autoboot")
        self.it.send(" ")
        self.wait(PROMPT)

    def wait(self, pattern, seconds=300):
        self.it.expect(pattern, timeout=seconds)
        return self.it.match

    def type(self, line):
        """Type a command; returns what it said."""
        self.it.send(line + "\r")
        self.wait(PROMPT)
        return re.sub(r"\r|\t ", "", self.it.before)

    def load(self, name):
        """Have a file at AT, and U-Boot verify it."""
        assert "Bytes transferred = " in self.type(f"tftpboot {AT} {name}")
        return self.type(f"iminfo {AT}")

    def boot(self, line):
        self.it.send(line + "\r")
        self.wait(r"pxehop [0-9.]+ on arm")

    def reached(self):
        self.wait("jumping into the new kernel")
        assert guests.in_round(self.it.before, 1)
        said = self.wait(r"pxehop payload: command line: ([^\r]*)\r")[1]
        self.wait(guests.REACHED)
        return said.split()

    def close(self):
        self.it.close(force=True)
        self.log.close()


@pytest.fixture
def tree(tmp_path, built):
    """The images, the board's own device tree in some of them, and something to boot."""
    root = tmp_path / "tftp"
    (root / "pxelinux.cfg").mkdir(parents=True)
    (root / "pxelinux.cfg/default").write_text(CONFIG)
    kernel = "payload.vmlinuz.gz" if ARCH == "arm64" else "payload.vmlinuz"
    for name, part in (("kernel", kernel), ("initrd", "payload.cpio.gz"),
                       *((n, n) for n in ("pxehop.itb", *LEGACY[ARCH]))):
        os.symlink(built(part).resolve(), root / name)
    machine = list(UBOOT_BOARD[ARCH])
    machine[2] += f",dumpdtb={root / 'board.dtb'}"
    subprocess.run([*machine, "-m", "1G", "-nographic"], check=True, capture_output=True)
    return root


@pytest.fixture
def board(wire, tree, request):
    wire.serve(tree, bootfile="boot.scr.uimg")
    log = guests.ROOT / "build/results/boot" / f"{ARCH}_{request.node.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    it = Board(wire, log)
    it.type("setenv autoload no")
    assert "DHCP client bound to address 10.9.0." in it.type("dhcp")
    yield it
    it.close()


def mkimage(*args):
    subprocess.run([netlab.HOST_BUILD / "mkimage", *map(str, args)], check=True,
                   capture_output=True)


def sums_are_good(said, n):
    """`iminfo` of a FIT: every sum of every part."""
    return said.count(": crc32+ sha256+") == n and "Bad" not in said and "ERROR" not in said


def test_fit_without_a_tree(board):
    """The board's own tree is the third argument."""
    for name in LEGACY[ARCH]:
        assert "Verifying Checksum ... OK" in board.load(name)
    assert sums_are_good(board.load("pxehop.itb"), 2)
    board.boot(f"bootm {AT}#conf-1 {AT}#conf-1 ${{fdtcontroladdr}}")
    board.wait("asking for an address")


def pack(kind, out, kernel, initrd, tree):
    if kind == "fit":
        mkimage("fit", "-A", "arm" if ARCH == "armhf" else ARCH, "-T", "kernel_noload", "-k", kernel,
                "-i", initrd, "-b", tree, "-o", out)
    else:
        mkimage("uimage", "-A", "arm", "-T", "multi", "-C", "none", "-a", "40008000", "--pages",
                "-d", f"{kernel}:{initrd}:{tree}", "-o", out)


@pytest.mark.parametrize("kind", KINDS[ARCH])
def test_image_with_the_boards_tree(kind, board, tree, built):
    """What `make image DTB=` makes: bootm needs no more than the address."""
    pack(kind, tree / "image", built("vmlinuz"), built("initramfs.cpio.gz"), tree / "board.dtb")
    said = board.load("image")
    assert sums_are_good(said, 3) if kind == "fit" else "Verifying Checksum ... OK" in said
    board.boot(f"bootm {AT}")
    assert "a=word" in board.reached()


def starts_the_kernel(board, tree, log):
    """Whether U-Boot does, with nothing typed."""
    command = [*board, "-m", "1G", "-nographic", "-no-reboot",
               "-netdev", NET % (tree, "boot.scr.uimg"), "-device", f"virtio-net-pci,{NIC},romfile="]
    with open(log, "w", encoding="latin-1") as f:
        it = pexpect.spawn(command[0], command[1:], encoding="latin-1", timeout=120, logfile=f)
        seen = it.expect(["\n" + UBOOT[1].lstrip("^"), PROMPT])
        it.close(force=True)
    return seen == 0


def test_debian_13s_uboot(tree, tmp_path, built, request):
    """2025.01 stands at its prompt where it was told nothing. With the one setting saved it boots from
    the tree that 2023.01 boots from."""
    for name in {"arm64": ("Image", "initramfs.cpio.gz"), "armhf": ("uImage",)}[ARCH]:
        if not (tree / name).exists():
            os.symlink(built(name).resolve(), tree / name)
    newer = guests.ROOT / "build/deps/debian13/u-boot-qemu"
    board = uboot_board(ARCH, tmp_path, newer)
    told = board.index("-drive")
    log = guests.ROOT / "build/results/boot" / f"{ARCH}_{request.node.name}"
    log.parent.mkdir(parents=True, exist_ok=True)
    assert not starts_the_kernel(board[:told], tree, f"{log}_untold.log")
    assert starts_the_kernel(board, tree, f"{log}.log")
