# SPDX-License-Identifier: MIT
"""Boots over QEMU's own DHCP and TFTP: which configuration is found, and what the second kernel gets.
Where the firmware has no part in it, QEMU itself puts the loader in place."""

import pytest
from guest import BOOTIF, JUMP, KERNEL_STARTS, LOADER_STARTS, RETRY, cpio, reached, user_net

LOADER = "console=ttysclp0"
IP = "ip=10.0.2.15:10.0.2.2:10.0.2.2:255.255.255.0"
UUID = "3e8f27d1-9c5b-4a60-8b1d-0f6e2a7c4d93"

DEFAULT = "DEFAULT linux\nLABEL linux\n  KERNEL kernel\n  INITRD initrd\n"


def test_default_config_and_exact_command_line(tree, boot):
    tree.config("console=ttysclp0 two  blanks", more="  IPAPPEND 3\n")
    g = boot(tree)
    assert reached(g) == ("BOOT_IMAGE=kernel console=ttysclp0 two  blanks initrd=initrd "
                          f"{IP} BOOTIF={BOOTIF}")
    g.wait_end()


@pytest.mark.seconds(40)
def test_configs_in_the_order_of_their_names(tree, boot):
    """One guest, a round for each name: what the first of them leads to fails, and is taken away."""
    names = (UUID, BOOTIF, "0A00020F", "0A0002", "default")
    for name in names[:-1]:
        tree.config(name=name, kernel=f"no-{name}")
    tree.config("console=ttysclp0 right", more="  SYSAPPEND 4\n")
    g = boot(tree, uuid=UUID, direct=LOADER)
    for name in names[:-1]:
        g.wait(rf"^tftp://10.0.2.2/pxelinux.cfg/{name}: ", before=JUMP)
        g.wait(rf"^eth0: tftp://10.0.2.2/no-{name}: .*{RETRY}$", before=JUMP)
        tree.remove(f"pxelinux.cfg/{name}")
    line = reached(g, rounds=len(names)).split()
    assert "right" in line and f"SYSUUID={UUID}" in line


def test_uuid_is_what_the_hypervisor_shows(tree, boot):
    """The name asked for is the UUID of the running system's own /proc/sysinfo."""
    g = boot(tree, uuid=UUID, direct="console=ttysclp0")
    g.shell()
    sysinfo = g.run("grep VM00 /proc/sysinfo").lower()
    assert UUID in sysinfo
    g.send("exit\n")
    g.wait(rf"pxelinux.cfg/{UUID}: ")


def test_tree_in_a_folder(tree, boot):
    """The folder of the boot file is the prefix of all names."""
    for name in ("pxelinux.0", "kernel", "initrd"):
        tree.link(f"s390/{name}", tree.built({"kernel": "vmlinuz", "initrd": "payload.cpio.gz"}
                                             .get(name, name)))
        tree.remove(name)
    tree.config("console=ttysclp0 wrong")
    tree.put("s390/pxelinux.cfg/default", DEFAULT + "  APPEND console=ttysclp0 right\n")
    assert "right" in reached(boot(tree, net=user_net(tree, "s390/pxelinux.0"))).split()


def test_include_and_two_initrds(tree, boot):
    """The second initrd is unpacked over the first, which still has the shell it needs."""
    script = b"#!/bin/sh\necho the second initrd wins\nread -r nothing\n"
    tree.put("second", cpio({"init": script}))
    tree.put("more", "LABEL two\n  KERNEL kernel\n  INITRD initrd,second\n"
                     "  APPEND console=ttysclp0\n")
    tree.put("pxelinux.cfg/default", "DEFAULT two\nINCLUDE more\n")
    g = boot(tree)
    g.wait(r"initrd initrd,second")
    g.wait(KERNEL_STARTS)
    g.wait(r"^the second initrd wins$", before="pxehop payload")


def test_long_config_and_long_command_line(tree, boot):
    """The firmware's own limits are 2047 and 895 bytes."""
    words = " ".join(f"pad.w{i}={chr(97 + i % 26) * (i % 43)}" for i in range(130))
    comment = "# a comment that takes its room\n" * 80
    tree.put("pxelinux.cfg/default", comment + DEFAULT + f"  APPEND console=ttysclp0 {words}\n")
    assert 2000 < len(words) < 4000
    assert reached(boot(tree, direct=LOADER)) == f"BOOT_IMAGE=kernel console=ttysclp0 {words} initrd=initrd"


def test_packed_image_keeps_its_ramdisk(tree, boot):
    tree.packed("packed", "-k", tree.built("vmlinuz"), "-i", tree.built("payload.cpio.gz"))
    tree.config("console=ttysclp0 packed", kernel="packed", initrd=None)
    assert reached(boot(tree, direct=LOADER)) == "BOOT_IMAGE=packed console=ttysclp0 packed"


def test_half_the_memory_and_two_cpus(tree, boot):
    tree.config()
    g = boot(tree, memory="512M", smp=2, direct=LOADER)
    g.wait(r"Brought up 1 node, 2 CPUs")
    g.wait(LOADER_STARTS)
    reached(g)
    assert g.text.count("Brought up 1 node, 2 CPUs") == 2
