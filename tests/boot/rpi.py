# SPDX-License-Identifier: MIT
"""The part of a Raspberry Pi's ROM and firmware, of which QEMU has none: what they do with the folder that the
board asks a TFTP server for. It is named after the board's serial number.

https://www.raspberrypi.com/documentation/computers/config_txt.html
"""
import os

# Sections of config.txt that a Pi 3 B reads.
SECTIONS = ("all", "pi3")
# Its device tree by the names of the firmware's own kernel and of everybody else's; the first one there is taken.
TREES = ("bcm2710-rpi-3-b.dtb", "bcm2837-rpi-3-b.dtb")


def config_txt(text):
    """What config.txt says to a Pi 3 B: lines `name=value` and `initramfs FILE followkernel`, of which the last of
    a name counts, and those in sections for other boards do not."""
    said, ours = {}, True
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            ours = line.strip("[]").lower() in SECTIONS
        elif ours and line.startswith("initramfs "):
            said["initramfs"] = line.split()[1]
        elif ours and "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            said[name.strip()] = value.strip()
    return said


def start(folder):
    """QEMU's options for what the firmware would start: the same files, and the first line of cmdline.txt.
    @folder: the board's"""
    def there(name):
        return os.path.join(folder, name)

    with open(there("config.txt"), encoding="utf-8") as f:
        said = config_txt(f.read())
    with open(there(said.get("cmdline", "cmdline.txt")), encoding="utf-8") as f:
        words = f.readline().strip()
    tree = said.get("device_tree") or next((name for name in TREES if os.path.exists(there(name))), TREES[0])
    initrd = ["-initrd", there(said["initramfs"])] if "initramfs" in said else []
    return ["-kernel", there(said.get("kernel", "kernel8.img")), *initrd, "-dtb", there(tree), "-append", words]
