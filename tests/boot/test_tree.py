# SPDX-License-Identifier: MIT
"""Device trees that a configuration names, seen by the kernel that was booted with them."""
import os
import struct
import subprocess

import pytest

import guest as guests
from conftest import ARCH
from machines import NIC

ARCHS = ("arm64", "armhf")
VIRT = {
    "arm64": ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57"],
    "armhf": ["qemu-system-arm", "-M", "virt,highmem=off", "-cpu", "cortex-a15"],
}
OVERLAY = """/dts-v1/;
/plugin/;
/ {
    fragment@0 {
        target-path = "%s";
        __overlay__ { pxehop,overlaid = "%s"; };
    };
};
"""
ITS = """/dts-v1/;
/ {{
    description = "a test";
    images {{
        kernel {{
            data = /incbin/("{kernel}"); type = "kernel"; arch = "{arch}"; os = "linux";
            compression = "{comp}"; load = <0>; entry = <0>; hash-1 {{ algo = "sha256"; }};
        }};
        ramdisk {{
            data = /incbin/("{initrd}"); type = "ramdisk"; arch = "{arch}"; os = "linux";
            compression = "none"; hash-1 {{ algo = "crc32"; }};
        }};
        one {{
            data = /incbin/("one.dtb"); type = "flat_dt"; arch = "{arch}"; compression = "none";
            hash-1 {{ algo = "sha1"; }};
        }};
        two {{
            data = /incbin/("two.dtb"); type = "flat_dt"; arch = "{arch}"; compression = "none";
            hash-1 {{ algo = "sha256"; }};
        }};
    }};
    configurations {{
        default = "first";
        first {{ kernel = "kernel"; ramdisk = "ramdisk"; fdt = "one"; }};
        second {{ kernel = "kernel"; ramdisk = "ramdisk"; fdt = "two"; }};
    }};
}};
"""
SHOWN = "/proc/device-tree/"


def run(*command, **kw):
    subprocess.run([str(c) for c in command], check=True, capture_output=True, **kw)


def network_tree(path, marker):
    """The machine's own tree, as if from a file: without memory, with a mark."""
    machine = list(VIRT[ARCH])
    machine[2] += f",dumpdtb={path}"
    run(*machine, "-m", "1G", "-nographic")
    run("fdtput", "-r", path, "/memory@40000000")
    run("fdtput", "-t", "s", path, "/", "pxehop,marker", marker)


def overlay(path, target, value):
    run("dtc", "-@", "-I", "dts", "-O", "dtb", "-o", path, "-",
        input=(OVERLAY % (target, value)).encode())


@pytest.fixture
def boot(tmp_path, built, request):
    """boot(words) boots a label with these lines; returns what its console said."""

    def start(lines, show, kernel_line="  KERNEL kernel\n  INITRD initrd\n"):
        root = tmp_path
        (root / "pxelinux.cfg").mkdir()
        kernel = "payload.vmlinuz.gz" if ARCH == "arm64" else "payload.vmlinuz"
        for name, part in (("kernel", kernel), ("initrd", "payload.cpio.gz")):
            if not (root / name).exists():
                os.symlink(built(part).resolve(), root / name)
        append = " ".join(f"payload.show={SHOWN}{name}" for name in show)
        (root / "pxelinux.cfg/default").write_text(
            f"DEFAULT l\nLABEL l\n{kernel_line}{lines}  APPEND {append}\n")
        got = subprocess.run(
            [*VIRT[ARCH], "-m", "1G", "-nographic", "-no-reboot", "-kernel", built("vmlinuz"),
             "-initrd", built("initramfs.cpio.gz"), "-netdev", f"user,id=n0,tftp={root}",
             "-device", f"virtio-net-pci,{NIC},romfile="],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", timeout=400)
        log = guests.ROOT / "build/results/boot" / f"{ARCH}_{request.node.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(got.stdout)
        assert "pxehop payload: reached" in got.stdout and guests.in_round(got.stdout, 1), \
            got.stdout[-3000:]
        return got.stdout

    return start


def test_a_tree_and_its_overlays(boot, tmp_path):
    """The last overlay that fits wins; one for a node that is not there is named and left out."""
    network_tree(tmp_path / "virt.dtb", "from FDT")
    overlay(tmp_path / "one.dtbo", "/", "by one")
    overlay(tmp_path / "lost.dtbo", "/nowhere", "by nobody")
    overlay(tmp_path / "two.dtbo", "/", "by two")
    said = boot("  FDT virt.dtb\n  FDTOVERLAYS one.dtbo lost.dtbo two.dtbo\n",
                ("pxehop,marker", "pxehop,overlaid"))
    assert f"pxehop payload: {SHOWN}pxehop,marker: from FDT" in said
    assert f"pxehop payload: {SHOWN}pxehop,overlaid: by two" in said
    assert "overlay 2 left out: FDT_ERR_NOTFOUND" in said
    assert "(kexec_load)" in said


def test_a_tree_found_by_what_the_machine_is(boot, tmp_path):
    (tmp_path / "dtbs").mkdir()
    network_tree(tmp_path / "dtbs/dummy-virt.dtb", "from FDTDIR")
    said = boot("  FDTDIR dtbs\n", ("pxehop,marker",))
    assert f"pxehop payload: {SHOWN}pxehop,marker: from FDTDIR" in said


def test_an_overlay_on_the_running_tree(boot, tmp_path):
    overlay(tmp_path / "one.dtbo", "/", "by one")
    said = boot("  FDTOVERLAYS one.dtbo\n", ("pxehop,overlaid", "model"))
    assert f"pxehop payload: {SHOWN}pxehop,overlaid: by one" in said


def test_a_fit_and_its_configuration(boot, tmp_path, built):
    """Made by U-Boot's own mkimage; kernel, ramdisk and tree come from the one file."""
    for name in ("one", "two"):
        network_tree(tmp_path / f"{name}.dtb", f"from {name}")
    kernel = built("payload.vmlinuz.gz" if ARCH == "arm64" else "payload.vmlinuz").resolve()
    (tmp_path / "image.its").write_text(
        ITS.format(arch="arm64" if ARCH == "arm64" else "arm", kernel=kernel,
                   comp="gzip" if ARCH == "arm64" else "none",
                   initrd=built("payload.cpio.gz").resolve()))
    run("mkimage", "-E", "-f", "image.its", "image.itb", cwd=tmp_path)
    said = boot("", ("pxehop,marker",), "  KERNEL image.itb#second\n")
    assert f"pxehop payload: {SHOWN}pxehop,marker: from two" in said


def elf(image):
    """The program that an arm64 Image is made from, or what a loader sees of that."""
    entry, page, need = 0xffff800008000000, 0x10000, int.from_bytes(image[16:24], "little")
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 183, 1, entry, 64, 0, 0, 64, 56, 1,
                       64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 7, page, entry, entry, len(image), need, page)
    return (head + segment).ljust(page, b"\0") + image


if ARCH == "arm64":

    def test_real_21_vmlinux_is_loaded_in_the_cage(boot, tmp_path, built):
        (tmp_path / "kernel").write_bytes(elf(built("vmlinuz").read_bytes()))
        said = boot("", ("model",))
        assert f"pxehop payload: {SHOWN}model: linux,dummy-virt" in said
