# SPDX-License-Identifier: MIT
"""Loader and payload need not be of one kernel: the distribution's as the loader's, with its drivers as
modules, boots the small one. The other way round is what `make run` does (test_run.py)."""

from guest import KERNEL_STARTS, LOADER_STARTS, MAC, reached


def test_the_distributions_kernel_with_its_modules(tree, boot, debian):
    tree.remove("pxelinux.0")
    tree.packed("pxelinux.0", "-k", debian / "vmlinuz", "-i", debian / "initramfs")
    tree.config()
    g = boot(tree)
    assert "pxehop" not in g.wait(KERNEL_STARTS + r".*$")[0]
    g.wait(LOADER_STARTS)
    reached(g)


def test_first_nic_comes_later_and_brings_its_driver(tree, boot, wire, debian):
    """A module, there. In the small kernel it is built in."""
    tree.config()
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct="console=ttysclp0", nic=None,
             extra=("-kernel", debian / "vmlinuz", "-initrd", debian / "initramfs"))
    g.shell()
    assert "virtio_net" not in g.run("cat /proc/modules")
    g.plug(0, MAC)
    g.run("until grep -q virtio_net /proc/modules; do sleep 0.1; done")
    g.send("exit\n")
    reached(g)
