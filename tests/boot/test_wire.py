# SPDX-License-Identifier: MIT
"""Boots over a bridge with a real server on it: several NICs, hot-plug, path options, and what the
loader's own command line asks for."""

import re

from guest import MAC, MAC2, NIC, REACHED, Tree, reached, tap_net

LOADER = "console=ttysclp0"
MAC3 = "52:54:00:12:34:58"
BOOTIF2 = "BOOTIF=01-" + MAC2.replace(":", "-")


def second(n=1):
    return ["-netdev", tap_net(n)]


def test_firmware_and_loader_from_a_real_server(tree, boot, wire):
    tree.config(more="  IPAPPEND 1\n")
    wire.serve(tree.root)
    line = reached(boot(tree, wire=wire))
    assert line.endswith(" ip=10.9.0.50:10.9.0.1:10.9.0.1:255.255.255.0")


def test_nic_with_the_server_is_found_among_two(tree, boot, wire):
    """The first one has a cable, but nobody answers there."""
    tree.config(more="  IPAPPEND 2\n")
    wire.unplug(0)
    wire.plug(1)
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=LOADER,
             extra=[*second(), "-device", f"{NIC},netdev=n1,mac={MAC2}"])
    g.wait("^eth0: asking for an address")
    assert BOOTIF2 in reached(g).split()


def test_second_of_three_nics(tree, boot, wire):
    """The first hears nobody, the third is in the network of the second, where the server has no address for
    it."""
    tree.config(more="  IPAPPEND 2\n")
    wire.ns.ip("tuntap", "add", "tap2", "mode", "tap")
    wire.ns.ip("link", "set", "tap2", "up")
    wire.unplug(0)
    wire.plug(1)
    wire.plug(2)
    wire.serve(tree.root, f"--dhcp-host={MAC3},ignore")
    g = boot(tree, wire=wire, direct=LOADER, extra=[
        *second(), "-device", f"{NIC},netdev=n1,mac={MAC2}",
        *second(2), "-device", f"{NIC},netdev=n2,mac={MAC3}"])
    assert BOOTIF2 in reached(g).split()
    assert set(re.findall(r"^(eth\d): asking for an address", g.text, re.M)) == {"eth0", "eth1", "eth2"}
    assert not re.search("trying the next interface|not used", g.text)


def test_name_for_a_nic(tree, boot, wire):
    """ifname= by the hardware address; the other words say the new name, and the other NIC is not used."""
    tree.config(more="  IPAPPEND 2\n")
    wire.plug(1)
    wire.serve(tree.root)
    g = two_nics(boot, tree, wire, f"ifname=lan:{MAC2} ip=lan:dhcp")
    g.wait("^lan: asking for an address")
    assert BOOTIF2 in reached(g).split()
    assert g.text.count(": asking for an address") == 1


def test_both_nics_have_a_server(tree, boot, wire):
    """The one with the configuration wins, whichever was faster."""
    tree.config(more="  IPAPPEND 2\n")
    wire.unplug(0)
    wire.plug(1)
    wire.serve(tree.root)
    wire.ns.ip("addr", "add", "10.8.0.1/24", "dev", "tap0")
    wire.lab.dnsmasq(wire.ns, "--interface=tap0", "--bind-interfaces",
                     "--dhcp-range=10.8.0.50,10.8.0.90,1h")
    g = boot(tree, wire=wire, direct=LOADER,
             extra=[*second(), "-device", f"{NIC},netdev=n1,mac={MAC2}"])
    assert BOOTIF2 in reached(g).split()
    assert "eth0: 10.8.0.1 offers" in g.text


def test_second_nic_comes_later(tree, boot, wire):
    tree.config(more="  IPAPPEND 2\n")
    wire.unplug(0)
    wire.plug(1)
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=LOADER, extra=second())
    g.wait("^eth0: no DHCP offer")
    g.plug(1, MAC2)
    assert BOOTIF2 in reached(g).split()


def test_first_nic_comes_later(tree, boot, wire):
    """And brings its driver where that is a module: test_kernels.py."""
    tree.config()
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=LOADER, nic=None)
    g.shell()
    assert g.run("ls /sys/class/net") == "lo"
    g.plug(0, MAC)
    g.run("until [ -e /sys/class/net/eth0 ]; do sleep 0.1; done")
    g.send("exit\n")
    reached(g)


def test_options_209_and_210(tree, boot, wire):
    """210 is the prefix of every name, 209 the configuration below it."""
    tree.config("console=ttysclp0 wrong")
    tree.put("deep/conf/special", "DEFAULT x\nLABEL x\n  KERNEL k\n  INITRD i\n"
             "  APPEND console=ttysclp0 right\n")
    tree.link("deep/k", tree.built("vmlinuz"))
    tree.link("deep/i", tree.built("payload.cpio.gz"))
    wire.serve(tree.root, "--dhcp-option-force=209,conf/special", "--dhcp-option-force=210,deep/")
    line = reached(boot(tree, wire=wire, direct=LOADER))
    assert line == "BOOT_IMAGE=k console=ttysclp0 right initrd=i"


def test_static_address_packed_into_the_image(tree, boot, wire):
    """ip= in the image's own command line: no DHCP, and the server named there."""
    tree.packed("static.0", "-k", tree.built("vmlinuz"), "-i", tree.built("initramfs.cpio.gz"),
                "-c", f"{LOADER} ip=10.9.0.77:10.9.0.1:10.9.0.1:255.255.255.0::eth0:off")
    tree.config(more="  IPAPPEND 1\n")
    wire.serve(tree.root, bootfile="static.0")
    g = boot(tree, wire=wire)
    line = reached(g)
    assert line.endswith(" ip=10.9.0.77:10.9.0.1:10.9.0.1:255.255.255.0")
    assert "asking for an address" not in g.text


def two_nics(boot, tree, wire, words):
    """The second is encb00, as udev would call it; which of them the kernel calls eth0 is a matter of
    luck."""
    return boot(tree, wire=wire, direct=f"{LOADER} {words}",
                extra=[*second(), "-device", f"{NIC},netdev=n1,mac={MAC2},devno=fe.0.0b00"])


def test_ip_names_the_device(tree, boot, wire):
    """Both have a server: the one that ip= names is used, the other not even asked."""
    tree.config(more="  IPAPPEND 2\n")
    wire.plug(1)
    wire.serve(tree.root)
    g = two_nics(boot, tree, wire, "ip=encb00:dhcp")
    assert BOOTIF2 in reached(g).split()
    assert "not used, the command line names others" in g.text
    assert g.text.count(": asking for an address") == 1


def test_static_address_and_host_name_of_one_of_two(tree, boot, wire):
    """One word for each device, and the booted system is told what this one was told."""
    tree.config("console=ttysclp0 pxehop.handover=kernel")
    wire.plug(1)
    wire.serve(tree.root, dhcp=False)
    g = two_nics(boot, tree, wire, "ip=enc0:off nameserver=10.9.0.9 "
                 "ip=10.9.0.77:10.9.0.1:10.9.0.254:24:node5:encb00:none:10.9.0.8")
    assert reached(g).split()[-1] == \
        "ip=10.9.0.77:10.9.0.1:10.9.0.254:255.255.255.0:node5:encb00:none:10.9.0.8:10.9.0.9"


def test_bond_of_two_of_which_one_is_dead(tree, boot, wire):
    """active-backup over a member without a server; the words reach the booted system."""
    tree.config("console=ttysclp0 pxehop.handover=dracut", more="  IPAPPEND 2\n")
    wire.unplug(0)
    wire.plug(1)
    wire.serve(tree.root)
    bond = "bond=bond0:enc0,encb00:mode=active-backup,primary=encb00"
    g = two_nics(boot, tree, wire, f"{bond} ip=bond0:dhcp")
    g.wait("^bond0: asking for an address", 120)
    words = reached(g).split()
    assert bond in words and "rd.neednet=1" in words
    assert "ip=10.9.0.50::10.9.0.1:255.255.255.0::bond0:none" in words
    assert "enc0: member of bond0" in g.text and "encb00: member of bond0" in g.text
    assert g.text.count(": asking for an address") == 1


def test_jumbo_frames_where_the_link_can(tree, boot, wire):
    """Option 26 above what the link has by itself."""
    for device in ("tap0", "br0"):
        wire.ns.ip("link", "set", device, "mtu", "9000")
    wire.serve(tree.root, "--dhcp-option-force=option:mtu,9000")
    g = boot(tree, wire=wire, direct=LOADER)
    g.shell()
    g.run("until [ $(cat /sys/class/net/eth0/mtu) -gt 1500 ]; do sleep 0.1; done")
    assert g.run("cat /sys/class/net/eth0/mtu") == "9000"
    tree.config()
    g.send("exit\n")
    g.wait(REACHED, 120)


def test_words_for_the_network_that_mean_nothing(tree, boot, wire):
    tree.config()
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=f"{LOADER} ip=eth0:ibft team=team0:eth0")
    g.wait(r"ip=eth0:ibft: a table of iSCSI firmware, which is not read here, ignored")
    g.wait(r"team=team0:eth0: nothing that this loader can do, ignored")
    reached(g)


def test_server_named_on_the_command_line(tree, boot, wire, tmp_path, built):
    """pxehop.server= comes before what DHCP says, for the configuration and all else."""
    tree.config("console=ttysclp0 wrong")
    other = Tree(tmp_path / "other", built)
    other.config("console=ttysclp0 right")
    wire.ns.ip("addr", "add", "10.9.0.2/24", "dev", "br0")
    wire.serve(other.root, dhcp=False, addr="10.9.0.2")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=f"{LOADER} pxehop.server=10.9.0.2")
    g.wait("^tftp://10.9.0.2/pxelinux.cfg/")
    assert "right" in reached(g).split()
