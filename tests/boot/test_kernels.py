# SPDX-License-Identifier: MIT
"""Loader and payload need not be of one kernel: the distribution's as the loader's, with its drivers as
modules, boots the small one. The other way round is what `make run` does (test_run.py)."""

import os
import subprocess

import pytest
from guest import KERNEL_STARTS, LOADER_STARTS, MAC, ROOT, netlab, reached


@pytest.fixture
def debian(tmp_path, built):
    """KERNEL=debian: the loader's image of that kernel, all but its kernel and modules as built."""
    work = tmp_path / "debian"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run(["make", "-s", "-C", ROOT, "ARCH=s390x", f"T={work}", "KERNEL=debian",
                    work / "vmlinuz", work / "modules.manifest"], check=True, env=env)
    (work / "lib.manifest").write_text("dir /lib 0755 0 0\n")
    subprocess.run([netlab.HOST_BUILD / "mkimage", "cpio", "-m", work / "lib.manifest", "-m",
                    work / "modules.manifest", "--from", work, "-z", "-o", work / "modules.cpio.gz"], check=True)
    # The modules' lists of the second archive take the place of the first one's.
    ramfs = work / "initramfs"
    ramfs.write_bytes(built("initramfs.cpio.gz").read_bytes() +
                      (work / "modules.cpio.gz").read_bytes())
    return work


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
