# SPDX-License-Identifier: MIT
"""A boot over IPv6 alone, on two architectures: a router that advertises, and DHCPv6 whose option 59 (RFC 5970)
names the boot file, from a real server on a network of the test's own."""
import re

import pytest

import guest as guests
from conftest import ARCH
from machines import NIC

ARCHS = ("s390x", "arm64")
MACHINE = {
    "s390x": (["qemu-system-s390x", "-M", "s390-ccw-virtio"], "virtio-net-ccw", "", "console=ttysclp0"),
    "arm64": (["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57"], "virtio-net-pci", ",romfile=", ""),
}
SERVER = "fd00:9::1"


@pytest.mark.seconds(30)
def test_option_59_over_the_wire(tmp_path, built, lab, wire, request):
    machine, nic, options, console = MACHINE[ARCH]
    (tmp_path / "pxelinux.cfg").mkdir()
    for name, part in (("kernel", "payload.vmlinuz"), ("initrd", "payload.cpio.gz")):
        (tmp_path / name).symlink_to(built(part).resolve())
    (tmp_path / "pxelinux.cfg/default").write_text(
        f"DEFAULT l\nLABEL l\n  KERNEL kernel\n  INITRD initrd\n  APPEND {console} by=ip6\n")
    wire.ns.ip("addr", "flush", "dev", "br0")
    wire.ns.ip6(f"{SERVER}/64", ifname="br0")
    server = lab.dnsmasq(wire.ns, "--enable-ra", "--ra-param=br0,4,1800", "--dhcp-range=fd00:9::50,fd00:9::5f",
                         f"--dhcp-option=option6:bootfile-url,tftp://[{SERVER}]/pxelinux.0", tftp_root=tmp_path, port=547)
    said = guests.whole_boot(built, wire, machine, console, f"{nic},{NIC}{options}", f"{ARCH}_{request.node.name}.log")
    assert re.search(r"eth0: IPv6 fd00:9::5[0-9a-f], boot file tftp://\[fd00:9::1\]/pxelinux\.0", said), said
    assert "by=ip6" in said.split("pxehop payload: command line: ")[1].split("\n")[0].split()
    sent = server.log.read_text()
    assert f"sent {tmp_path}/kernel to fd00:9::5" in sent and f"sent {tmp_path}/initrd to fd00:9::5" in sent, sent
