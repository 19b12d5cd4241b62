# SPDX-License-Identifier: MIT
"""The machines that `make run` and the boot tests start, one function each: how QEMU is called, what
the firmware fetches, and what the console says on the way."""
import os
import re
import shutil
import zlib

NET = "user,id=n0,tftp=%s,bootfile=%s"
# A NIC that loses no interrupt of a guest with one CPU, which QEMU before 8.1 makes deaf now and then
# where virtio has its event index: a firmware cannot switch its link off and on, as the loader does.
NIC = "netdev=n0,event_idx=off"
# Without it the UEFI of 2025 has no network.
RNG = ["-device", "virtio-rng-pci"]
UEFI_DISK = (r"^UEFI firmware|BdsDxe: loading", r"BdsDxe: starting")
UEFI = (r"^UEFI firmware|^BdsDxe: |>>Start PXE over IPv4", r"NBP file downloaded successfully")

UBOOT = (r"^U-Boot \d", r"^Starting kernel")


class Machine:
    """One way to netboot one architecture."""

    def __init__(self, command, image, console="", firmware=r"(?!)", loaded=r"(?!)",
                 kernel="payload.vmlinuz", halts=False):
        self.command = command  # QEMU and its options
        self.image = image  # what the firmware loads, and what that loads in turn: names in BUILD
        self.console = console  # words that the payload needs to be heard
        self.firmware = firmware  # the line that shows that the firmware is at work
        self.loaded = loaded  # ... and that it has what it wants
        self.kernel = kernel  # the payload's: a name in BUILD
        self.halts = halts  # it cannot switch itself off


def flash(work, code, variables):
    """The firmware's code, and a copy of its variables that it may write to."""
    copy = os.path.join(work, os.path.basename(variables))
    shutil.copyfile(variables, copy)
    return ["-drive", "if=pflash,format=raw,unit=0,readonly=on,file=" + code,
            "-drive", "if=pflash,format=raw,unit=1,file=" + copy]


def ccw(root, memory, work):
    """An s390x guest, whose firmware is QEMU's own."""
    return Machine(
        ["qemu-system-s390x", "-M", "s390-ccw-virtio", "-m", memory,
         "-netdev", NET % (root, "pxelinux.0"),
         "-device", f"virtio-net-ccw,{NIC},bootindex=1"],
        ["pxelinux.0"], firmware=r"Network boot starting", loaded=r"Network loading done")


def ovmf(root, memory, work):
    """A PC with UEFI, by its PXE."""
    return Machine(
        ["qemu-system-x86_64", "-M", "q35", "-m", memory,
         *flash(work, "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
         "-netdev", NET % (root, "pxehop.efi"),
         "-device", f"virtio-net-pci,{NIC},romfile=,bootindex=1", *RNG],
        ["pxehop.efi"], "console=ttyS0", *UEFI)


def ipxe(root, memory, work):
    """A PC with a BIOS and the iPXE in its network card, which reads a script."""
    with open(os.path.join(root, "boot.ipxe"), "w", encoding="ascii") as f:
        f.write("#!ipxe\nkernel vmlinuz console=ttyS0\ninitrd initramfs.cpio.gz\nboot\n")
    return Machine(
        ["qemu-system-x86_64", "-M", "pc", "-m", memory,
         "-netdev", NET % (root, "boot.ipxe"),
         "-device", f"virtio-net-pci,{NIC},bootindex=1"],
        ["initramfs.cpio.gz"], "console=ttyS0", r"^iPXE ", r"initramfs\.cpio\.gz\.\.\. ok")


# QEMU's own ARM boards with U-Boot. A 32-bit kernel does not see PCI in the upper half of the
# addresses.
UBOOT_BOARD = {
    "arm64": ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57",
              "-bios", "/usr/lib/u-boot/qemu_arm64/u-boot.bin"],
    "armhf": ["qemu-system-arm", "-M", "virt,highmem=off", "-cpu", "cortex-a15",
              "-bios", "/usr/lib/u-boot/qemu_arm/u-boot.bin"],
}


# What a user of a U-Boot of 2025 types once, and saves: U-Boots before it have this from their makers.
UBOOT_TYPED = b"boot_script_dhcp=boot.scr.uimg\0"
UBOOT_ENV_LEN, UBOOT_FLASH_LEN = 0x40000, 0x4000000


def own_settings(program):
    """The settings that a U-Boot has as long as none are saved, which then take the place of all."""
    setting = rb"[A-Za-z_][\w.]*=[ -~]*\0"
    with open(program, "rb") as f:
        return re.search(rb"(?:%b)*bootcmd=[ -~]*\0(?:%b)*\0" % (setting, setting), f.read())[0][:-1]


def saved_settings(text, length):
    """What saveenv leaves in a flash chip."""
    text = text.ljust(length - 4, b"\0")
    return zlib.crc32(text).to_bytes(4, "little") + text


def uboot_board(arch, work, packages="/"):
    """The board, and in its second flash chip the setting, if its U-Boot has to be told.
    @packages: the folder below which the package with U-Boot was unpacked"""
    *board, program = UBOOT_BOARD[arch]
    program = os.path.join(packages, program.lstrip("/"))
    settings = own_settings(program)
    board = [*board, program]
    if UBOOT_TYPED in settings:
        return board
    path = os.path.join(work, "flash")
    with open(path, "wb") as f:
        f.write(saved_settings(settings + UBOOT_TYPED, UBOOT_ENV_LEN))
        f.truncate(UBOOT_FLASH_LEN)
    return [*board, "-drive", "if=pflash,format=raw,unit=1,file=" + path]


def uboot(root, memory, work):
    """An arm64 machine with U-Boot, which runs the script that it fetches."""
    return Machine(
        [*uboot_board("arm64", work), "-m", memory, "-netdev", NET % (root, "boot.scr.uimg"),
         "-device", f"virtio-net-pci,{NIC},romfile="],
        ["boot.scr.uimg", "Image", "initramfs.cpio.gz"], "", *UBOOT, kernel="payload.vmlinuz.gz")


def uboot32(root, memory, work):
    """The same with 32 bits."""
    return Machine(
        [*uboot_board("armhf", work), "-m", memory, "-netdev", NET % (root, "boot.scr.uimg"),
         "-device", f"virtio-net-pci,{NIC},romfile="],
        ["boot.scr.uimg", "uImage"], "", *UBOOT)


def aavmf(root, memory, work):
    """An arm64 machine with UEFI."""
    return Machine(
        ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57", "-m", memory,
         *flash(work, "/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"),
         "-netdev", NET % (root, "pxehop.efi"),
         "-device", f"virtio-net-pci,{NIC},romfile=,bootindex=1", *RNG],
        ["pxehop.efi"], "", *UEFI)


def aavmf32(root, memory, work):
    """A 32-bit ARM machine with UEFI."""
    return Machine(
        ["qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-m", memory,
         *flash(work, "/usr/share/AAVMF/AAVMF32_CODE.fd", "/usr/share/AAVMF/AAVMF32_VARS.fd"),
         "-netdev", NET % (root, "pxehop.efi"),
         "-device", f"virtio-net-pci,{NIC},romfile=,bootindex=1", *RNG],
        ["pxehop.efi"], "", *UEFI)


# What a user of a Versatile Express would have typed once, and saved: this board's U-Boot has no
# address for scripts. The rest is as U-Boot has it.
VEXPRESS_ENV = {
    "bootcmd": "dhcp 0x60100000 boot.scr.uimg && source 0x60100000",
    "bootargs": "console=ttyAMA0,38400n8",
    "loadaddr": "0x60100000",
    "fdt_addr_r": "0x60000000",
    "fdtfile": "vexpress-v2p-ca9.dtb",
}
VEXPRESS_ENV_AT, VEXPRESS_ENV_LEN, VEXPRESS_FLASH_LEN = 0x3f80000, 0x40000, 0x4000000


def vexpress_flash(path):
    """The second flash chip: but for the saved settings it is empty."""
    text = b"".join(f"{name}={value}\0".encode() for name, value in VEXPRESS_ENV.items())
    with open(path, "wb") as f:
        f.seek(VEXPRESS_ENV_AT)
        f.write(saved_settings(text, VEXPRESS_ENV_LEN))
        f.truncate(VEXPRESS_FLASH_LEN)
    return ["-drive", "if=pflash,format=raw,unit=1,file=" + path]


def vexpress(root, memory, work):
    """ARM's Versatile Express with U-Boot: a board with nothing virtual on it."""
    build = os.path.dirname(root)
    os.link(os.path.join(build, "uImage.vexpress"), os.path.join(root, "uImage"))
    return Machine(
        ["env", "QEMU_AUDIO_DRV=none",  # the board has a sound chip
         "qemu-system-arm", "-M", "vexpress-a9", "-m", memory,
         "-kernel", os.path.join(build, "u-boot.vexpress"),
         *vexpress_flash(os.path.join(work, "flash")),
         "-netdev", NET % (root, "boot.scr.uimg"), "-net", "nic,netdev=n0,model=lan9118"],
        ["boot.scr.uimg"], "console=ttyAMA0,38400 payload.reboot", *UBOOT)


def versatilepb(root, memory, work):
    """An ARMv5 board without any firmware: QEMU puts the one file there. It cannot power off."""
    return Machine(
        ["env", "QEMU_AUDIO_DRV=none",  # the board has a sound chip
         "qemu-system-arm", "-M", "versatilepb", "-cpu", "arm926", "-m", "256M",
         "-kernel", os.path.join(root, "uImage"),
         "-netdev", NET % (root, "uImage"), "-net", "nic,netdev=n0,model=smc91c111"],
        ["uImage"], "console=ttyAMA0 payload.reboot")


def efi_disk(root, work, name):
    """A disk with our program where UEFI looks without being told. QEMU makes the file system."""
    folder = os.path.join(work, "disk", "EFI", "BOOT")
    os.makedirs(folder)
    shutil.copyfile(os.path.join(os.path.dirname(root), "pxehop.efi"), os.path.join(folder, name))
    return ["-drive", "if=none,id=d0,format=raw,readonly=on,file=fat:" + os.path.join(work, "disk"),
            "-device", "virtio-blk-pci,drive=d0,bootindex=1"]


def from_disk(machine, disk):
    """The machine as it is, but for what its firmware boots from. The network is for us."""
    command = [word.replace(",bootindex=1", "") for word in machine.command] + disk
    return Machine(command, [], machine.console, *UEFI_DISK)


def ovmf_disk(root, memory, work):
    """A PC with UEFI that starts us from a disk."""
    return from_disk(ovmf(root, memory, work), efi_disk(root, work, "BOOTX64.EFI"))


def aavmf_disk(root, memory, work):
    """An arm64 machine with UEFI that starts us from a disk."""
    return from_disk(aavmf(root, memory, work), efi_disk(root, work, "BOOTAA64.EFI"))


def config_txt(path):
    """The settings of a Pi's config.txt: `name=value`, or `initramfs FILE followkernel`."""
    with open(path, encoding="ascii") as f:
        lines = [line.strip().replace("initramfs ", "initramfs=", 1) for line in f]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def raspi3b(root, memory, work):
    """A Raspberry Pi 3 B. QEMU has none of its firmware: what that would do with the files of the
    board's folder is done here. The network hangs on USB, at half a megabyte a second."""
    build = os.path.dirname(root)
    serial = os.listdir(os.path.join(build, "rpi"))[0]
    folder = os.path.join(root, serial)
    shutil.copytree(os.path.join(build, "rpi", serial), folder)
    config = config_txt(os.path.join(folder, "config.txt"))
    with open(os.path.join(folder, "cmdline.txt"), encoding="ascii") as f:
        cmdline = f.read().strip()
    return Machine(
        ["qemu-system-aarch64", "-M", "raspi3b",
         "-kernel", os.path.join(folder, config["kernel"]),
         "-initrd", os.path.join(folder, config["initramfs"].split()[0]),
         "-dtb", os.path.join(folder, "bcm2837-rpi-3-b.dtb"), "-append", cmdline,
         "-netdev", NET % (root, config["kernel"]), "-device", "usb-net,netdev=n0",
         "-serial", "null", "-serial", "mon:stdio"],
        [], "console=ttyS1,115200", kernel="payload.vmlinuz.gz", halts=True)


# The first is what `make run` starts.
MACHINES = {
    "s390x": {"ccw": ccw},
    "x86_64": {"ovmf": ovmf, "ovmf-disk": ovmf_disk, "ipxe": ipxe},
    "arm64": {"uboot": uboot, "uefi": aavmf, "uefi-disk": aavmf_disk, "raspi3b": raspi3b},
    "armhf": {"uboot": uboot32, "uefi": aavmf32, "vexpress": vexpress},
    "armel": {"versatilepb": versatilepb},
}
