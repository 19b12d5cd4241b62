# SPDX-License-Identifier: MIT
"""iPXE scripts behind UEFI: one DHCP server gives the firmware the loader and iPXE the script, by a recipe
of docs/ipxe.md, and the loader asks for both."""

import os
import subprocess

import pytest

import guest as guests
from conftest import ARCH
from guest import reached, tap_net
from machines import aavmf, ovmf

ARCHS = ("x86_64", "arm64")
URL = "http://10.9.0.1/"
MACHINE, CONSOLE = {"x86_64": (ovmf, "console=ttyS0"), "arm64": (aavmf, "console=ttyAMA0")}[ARCH]
STUB = guests.ROOT / "build/deps" / {"x86_64": "amd64", "arm64": "arm64"}[ARCH] / \
    "systemd-boot-efi/usr/lib/systemd/boot/efi" / {"x86_64": "linuxx64.efi.stub", "arm64": "linuxaa64.efi.stub"}[ARCH]


@pytest.fixture
def site(lab, wire, built, tmp_path):
    """The files, and the servers that know iPXE by its user class."""
    root = tmp_path / "www"
    root.mkdir()
    for name in ("pxehop.efi", "payload.vmlinuz", "payload.cpio.gz"):
        os.symlink(built(name).resolve(), root / name)
    server = lab.nginx(wire.ns, root)
    lab.dnsmasq(wire.ns, "--listen-address=10.9.0.1", "--bind-interfaces", "--dhcp-authoritative",
                "--dhcp-range=10.9.0.50,10.9.0.90,1h", "--dhcp-userclass=set:ipxe,iPXE",
                f"--dhcp-boot=tag:ipxe,{URL}boot.ipxe", "--dhcp-boot=tag:!ipxe,pxehop.efi", tftp_root=root)
    return root, server


def start(boot, wire, site, tmp_path, script):
    root, server = site
    (root / "boot.ipxe").write_text(f"#!ipxe\n{script}boot\n")
    command = MACHINE(root, "1G", tmp_path).command
    at = command.index("-netdev")
    g = boot(wire=wire, net=tap_net(), command=[*command[:at], *command[at + 2:]])
    g.wait(r"pxehop .* on ", 300)
    g.wait("DHCP may tell iPXE something else", 60)
    line = reached(g, 300)
    return line, [request.split()[6] for request in server.access.read_text().splitlines()]


@pytest.mark.seconds(90)
def test_script_by_the_recipe_for_rom_and_ipxe(boot, wire, site, tmp_path):
    """The loader itself is told of, and passed over."""
    line, asked = start(boot, wire, site, tmp_path, "kernel pxehop.efi || echo not again\n"
                        f"initrd payload.cpio.gz\nkernel payload.vmlinuz {CONSOLE} arch=${{buildarch}}\n")
    assert line.split() == [CONSOLE, f"arch={ARCH}"]
    assert asked == ["/boot.ipxe", "/pxehop.efi", "/payload.cpio.gz", "/payload.vmlinuz"]


@pytest.mark.seconds(90)
def test_unified_kernel_image(boot, wire, site, tmp_path):
    """Kernel, initrd and command line are the image's own."""
    subprocess.run([guests.ROOT / "build/host/mkimage", "efi", "--stub", STUB, "-k", site[0] / "payload.vmlinuz",
                    "-i", site[0] / "payload.cpio.gz", "-c", f"{CONSOLE} own=uki", "-o", site[0] / "linux.efi"],
                   check=True)
    line, asked = start(boot, wire, site, tmp_path, "kernel linux.efi\n")
    assert line.split() == [CONSOLE, "own=uki"]
    assert asked == ["/boot.ipxe", "/linux.efi"]
