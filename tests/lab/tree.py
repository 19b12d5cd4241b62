# SPDX-License-Identifier: MIT
"""What a guest boots from: the TFTP folder with the loader, a configuration by the guest's MAC, the
guest's kernel and initrd, and an archive with the key of this run."""
import glob
import os
import random

from lab import child

PI_TREE = "bcm2837-rpi-3-b.dtb"
CONFIG = """DEFAULT lab
LABEL lab
  KERNEL {at}guest/vmlinuz
  INITRD {at}guest/initrd.img,{at}guest/run.cpio
  APPEND {append}
"""
MANIFEST = """dir  /lab 0700 0 0
file /lab/authorized_keys authorized_keys 0600 0 0
"""


def new_mac():
    """One in QEMU's range."""
    return "52:54:00:%02x:%02x:%02x" % tuple(random.randbytes(3))


def config_name(mac):
    """The name of PXELINUX for a machine with this Ethernet address."""
    return "01-" + mac.lower().replace(":", "-")


def place(source, target):
    """A second name for a file, as cheap as there is one. A server may be kept from following links."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    source = os.path.realpath(source)
    try:
        os.link(source, target)
    except OSError:  # another file system
        os.symlink(source, target)


def speaks_http(build):
    """Whether the loader was made with HTTP, which is a choice of `make image`."""
    try:
        with open(os.path.join(build, "flavour"), encoding="ascii") as f:
            return f.read().startswith("http")
    except FileNotFoundError:
        return False


def root_of(folder):
    """The run's TFTP folder. Where a firmware's own files lie beside it, there lies what was built."""
    return os.path.join(folder, "build", "tftp")


def make_board(folder, serial, build, guest, append, public_key, mkimage):
    """Fill the TFTP folder for a Raspberry Pi, whose firmware starts the guest's kernel itself.
    @serial: the board's; @build: the loader's folder, with the board's device tree"""
    trees = glob.glob(os.path.join(glob.escape(build), "rpi", "*", PI_TREE))
    if not trees:
        raise child.Failed("%s/rpi/*/%s: not there; `make rpi` makes it" % (build, PI_TREE))
    run = os.path.join(folder, "run.cpio")
    make_archive(folder, public_key, mkimage, run)
    child.run(folder, [mkimage, "rpi", "--serial", serial, "-k", os.path.join(guest, "vmlinuz"),
                       "-i", os.path.join(guest, "initrd.img"), "-i", run, "-b", trees[0], "-c", append,
                       "-o", root_of(folder)])


def make_archive(folder, public_key, mkimage, path):
    """With the key of this run."""
    with open(os.path.join(folder, "authorized_keys"), "wb") as f:
        f.write(public_key)
    with open(os.path.join(folder, "run.manifest"), "w", encoding="ascii") as f:
        f.write(MANIFEST)
    child.run(folder, [mkimage, "cpio", "-m", f.name, "--from", folder, "-o", path])


def make(folder, build, images, guest, mac, append, public_key, mkimage, at=""):
    """Fill the TFTP folder.
    @build, @guest: the folders of the loader's files and of the guest's
    @at: where the loader gets the guest's files, if not there by TFTP: an URL with a slash at its end"""
    root = root_of(folder)
    os.makedirs(os.path.join(root, "pxelinux.cfg"))
    for entry in os.scandir(build):
        if entry.is_file() or entry.name == "rpi":
            os.symlink(os.path.realpath(entry.path), os.path.join(folder, "build", entry.name))
    for name in images:
        place(os.path.join(build, name), os.path.join(root, name))
    for name in ("vmlinuz", "initrd.img"):
        place(os.path.join(guest, name), os.path.join(root, "guest", name))
    make_archive(folder, public_key, mkimage, os.path.join(root, "guest", "run.cpio"))
    with open(os.path.join(root, "pxelinux.cfg", config_name(mac)), "w", encoding="utf-8") as f:
        f.write(CONFIG.format(append=append, at=at))
