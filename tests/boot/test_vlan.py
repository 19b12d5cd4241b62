# SPDX-License-Identifier: MIT
"""A tagged port: vlan= of the loader's command line, and a script that makes one."""

from guest import CSUM, MAC, NIC, reached

LOADER = "console=ttysclp0"
DHCP = ("--dhcp-range=10.5.0.50,10.5.0.90,1h", "--dhcp-boot=pxelinux.0", "--dhcp-sequential-ip")


def test_vlan_of_the_command_line(tree, boot, lab, wire):
    """Nothing but the VLAN is served on that port; the booted system is told of it."""
    tree.config(f"{LOADER} pxehop.handover=dracut", more="  IPAPPEND 2\n")
    lab.dnsmasq(wire.vlan(5), *DHCP, tftp_root=tree.root)
    g = boot(tree, wire=wire, nic=NIC + CSUM, direct=f"{LOADER} vlan=eth0.5:eth0 ip=eth0.5:dhcp")
    words = reached(g).split()
    assert f"ifname=bootnet:{MAC}" in words and "vlan=eth0.5:bootnet" in words
    assert "ip=10.5.0.50::10.5.0.1:255.255.255.0::eth0.5:none" in words
    assert "eth0: asking for an address" not in g.text


def test_vlan_beside_its_parent(tree, boot, lab, wire):
    """Without ip= the parent asks too, in vain, and keeps nobody waiting."""
    tree.config()
    lab.dnsmasq(wire.vlan(5), *DHCP, tftp_root=tree.root)
    g = boot(tree, wire=wire, nic=NIC + CSUM, direct=f"{LOADER} vlan=eth0.5:eth0")
    reached(g)
    assert "eth0: asking for an address" in g.text and "eth0.5: 10.5.0.50/24" in g.text
    assert "off and on" not in g.text


def test_vlan_of_a_script(tree, boot, lab, wire):
    """The script comes without a tag, kernel and initrd over the VLAN that it makes, where another address
    has another server."""
    tree.put("pxelinux.cfg/default", "#!ipxe\nvcreate --tag 5 net0 && dhcp net0-5 || shell\n"
             f"kernel tftp://10.5.0.1/k {LOADER} by=vlan\ninitrd tftp://10.5.0.1/i\nboot\n")
    far = wire.vlan(5)
    wire.serve(tree.root)
    lab.dnsmasq(far, *DHCP, tftp_root=lab.tree({"k": tree.kernel(), "i": tree.built("payload.cpio.gz").read_bytes()}))
    g = boot(tree, wire=wire, nic=NIC + CSUM, direct=LOADER)
    assert "by=vlan" in reached(g).split()
    assert "10.9.0.50/24" in g.text and "10.5.0.50/24" in g.text
