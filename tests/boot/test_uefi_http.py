# SPDX-License-Identifier: MIT
"""UEFI's own HTTP boot: one URL from DHCP, and no TFTP server anywhere."""

import os

import pytest
from guest import JUMP, REACHED, RETRY, tap_net
from machines import ovmf

ARCHS = ("x86_64",)
URL = "http://10.9.0.1/pxehop/pxehop.efi"
# Or it would try PXE first, with both versions of IP.
NO_PXE = [word for version in "46" for word in (
    "-fw_cfg", f"name=opt/org.tianocore/IPv{version}PXESupport,string=no")]
CONFIG = """LABEL linux
  KERNEL vmlinuz
  INITRD payload.cpio.gz
  APPEND console=ttyS0
"""


@pytest.mark.seconds(60)
def test_firmware_and_loader_by_http(boot, built, lab, wire, tmp_path):
    root = tmp_path / "www"
    (root / "pxehop/pxelinux.cfg").mkdir(parents=True)
    (root / "pxehop/pxelinux.cfg/default").write_text(CONFIG)
    for name in ("pxehop.efi", "payload.vmlinuz", "payload.cpio.gz"):
        os.symlink(built(name).resolve(), root / "pxehop" / name.replace("payload.v", "v"))
    server = lab.nginx(wire.ns, root)
    # The firmware takes a URL only from a server that calls itself one for HTTP clients.
    lab.dnsmasq(wire.ns, "--listen-address=10.9.0.1", "--bind-interfaces", "--dhcp-authoritative",
                "--dhcp-range=10.9.0.50,10.9.0.90,1h", "--dhcp-vendorclass=set:http,HTTPClient",
                "--dhcp-option-force=tag:http,option:vendor-class,HTTPClient",
                f"--dhcp-boot={URL}")
    machine = ovmf(root, "1G", tmp_path)
    at = machine.command.index("-netdev") + 1
    g = boot(wire=wire, net=tap_net(),
             command=[*machine.command[:at - 1], *machine.command[at + 1:], *NO_PXE])
    g.wait(">>Start HTTP Boot over IPv4", 300)
    g.wait(r"pxehop .* on x86_64", 300)
    g.wait(JUMP, 300, before=RETRY)
    g.wait(REACHED, 300)
    asked = [line.split()[6] for line in server.access.read_text().splitlines()]
    assert asked[0] == "/pxehop/pxehop.efi" and asked[-2:] == [
        "/pxehop/vmlinuz", "/pxehop/payload.cpio.gz"]
