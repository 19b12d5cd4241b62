# SPDX-License-Identifier: MIT
"""A boot all by HTTP on machines other than s390x: from nginx, on a network of the test's own."""
import pytest

import guest as guests
from conftest import ARCH
from machines import NIC

ARCHS = ("arm64", "x86_64")
MACHINE = {
    "arm64": (["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57"], ""),
    "x86_64": (["qemu-system-x86_64", "-M", "q35"], "console=ttyS0"),
}
SERVER = "10.9.0.1"


@pytest.fixture
def said(tmp_path, built, lab, wire, request):
    """The console of one boot, by what DHCP says, and the server's log."""
    (tmp_path / "pxelinux.cfg").mkdir()
    for name, part in (("kernel", "payload.vmlinuz"), ("initrd", "payload.cpio.gz")):
        (tmp_path / name).symlink_to(built(part).resolve())
    machine, console = MACHINE[ARCH]
    (tmp_path / "pxelinux.cfg/default").write_text(
        f"DEFAULT l\nLABEL l\n  KERNEL kernel\n  INITRD initrd\n  APPEND {console} by=http\n")
    nginx = lab.nginx(wire.ns, tmp_path)
    wire.serve(tmp_path, bootfile=f"http://{SERVER}/pxelinux.0")
    console = guests.whole_boot(built, wire, machine, console, f"virtio-net-pci,{NIC},romfile=",
                                f"{ARCH}_{request.node.name}.log")
    return console, nginx.access.read_text()


def test_http_from_the_lease_to_the_payload(said):
    console, access = said
    asked = [line.split()[6] for line in access.splitlines()]
    assert "/pxelinux.cfg/default" in asked[:-2] and asked[-2:] == ["/kernel", "/initrd"]
    assert "by=http" in console.split("pxehop payload: command line: ")[1].split("\n")[0].split()
