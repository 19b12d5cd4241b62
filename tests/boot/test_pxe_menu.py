# SPDX-License-Identifier: MIT
"""The boot menu of a proxyDHCP server, on a console."""

from guest import reached

DOWN = "\x1b[B"


def test_menu_of_a_proxy(tree, boot, lab, wire):
    """The DHCP server knows nothing of booting; a second machine has menu and files. Its second entry is
    chosen by a key, before the prompt's time is over."""
    proxy = lab.netns("proxy")
    lab.veth(proxy, "eth0", wire.ns, "port", "10.9.0.2/24")
    wire.ns.ip("link", "set", "port", "master", "br0")
    lab.dnsmasq(wire.ns, "--listen-address=10.9.0.1", "--bind-interfaces", "--dhcp-range=10.9.0.50,10.9.0.90,1h")
    tree.config("console=ttysclp0 entry=first")
    tree.put("second/pxelinux.cfg/default", "DEFAULT x\nLABEL x\n  KERNEL /kernel\n  INITRD /initrd\n"
             "  APPEND console=ttysclp0 entry=second\n")
    lab.dnsmasq(proxy, "--dhcp-range=10.9.0.0,proxy", "--pxe-prompt=Which system?,60",
                "--pxe-service=31,The first one,pxelinux", "--pxe-service=31,The second one,second/pxelinux",
                tftp_root=tree.root)
    g = boot(tree, wire=wire, direct="console=ttysclp0")
    g.wait(r"Which system\?")
    g.wait(r"> The first one")
    g.send(DOWN)
    g.wait(r"> The second one")
    g.send("\r")
    assert "entry=second" in reached(g).split()
