# SPDX-License-Identifier: MIT
"""The table of machines that `make run`, the boot tests and the lab start: how QEMU is called, what the
firmware fetches, and what the console says on the way. Another machine is another row of MACHINES, at
the end; above it is what firmware wants of its files."""
import os
import re
import shutil
import zlib

import rpi

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
    """One way to netboot one architecture, ready to start."""

    def __init__(self, command, image, console="", firmware=r"(?!)", loaded=r"(?!)",
                 kernel="payload.vmlinuz", halts=False):
        self.command = command  # QEMU and its options
        self.image = image  # what the firmware loads, and what that loads in turn: names in BUILD
        self.console = console  # words that the payload needs to be heard
        self.firmware = firmware  # the line that shows that the firmware is at work
        self.loaded = loaded  # ... and that it has what it wants
        self.kernel = kernel  # the payload's: a name in BUILD
        self.halts = halts  # it cannot switch itself off


class Row:
    """A row of the table below: called with the TFTP root, the memory and a folder for its flash chips,
    it is a Machine."""

    def __init__(self, qemu, bootfile, nic, image, *stages, parts=lambda root, work: [], console="",
                 memory=None, disk=None, serial=None, make=(), **machine):
        self.qemu = qemu  # the program, the board, its CPU
        self.bootfile = bootfile  # the name that DHCP tells the firmware
        self.nic = nic  # QEMU's options for the network n0
        self.image = image
        self.stages = stages  # what the firmware says when it is at work, and when it has the image
        self.parts = parts  # options for its firmware, whose files it makes
        self.console = console
        self.memory = memory  # where the board has a fixed one
        self.disk = disk  # the device for a disk d0, if the board has a place for one
        self.serial = serial  # of a Raspberry Pi: the name of the folder from which it starts a kernel itself
        self.make = make  # files that the boot takes beside `make image`
        self.machine = machine

    def __call__(self, root, memory, work, net=None):
        """@net: another network than QEMU's own servers"""
        return Machine([*self.qemu, "-m", self.memory or memory, *self.parts(root, work),
                        "-netdev", net or NET % (root, self.bootfile), *self.nic],
                       list(self.image), self.console, *self.stages, **self.machine)


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


def flash(work, code, variables):
    """The firmware's code, and a copy of its variables that it may write to."""
    copy = os.path.join(work, os.path.basename(variables))
    shutil.copyfile(variables, copy)
    return ["-drive", "if=pflash,format=raw,unit=0,readonly=on,file=" + code,
            "-drive", "if=pflash,format=raw,unit=1,file=" + copy]


def efi(firmware):
    """UEFI in two flash chips, of which the second keeps the variables."""
    return lambda root, work: [*flash(work, firmware.format("CODE"), firmware.format("VARS")), *RNG]


def uboot_told(program, work):
    """The second flash chip with the setting, if this U-Boot has to be told."""
    settings = own_settings(program)
    if UBOOT_TYPED in settings:
        return []
    path = os.path.join(work, "flash")
    with open(path, "wb") as f:
        f.write(saved_settings(settings + UBOOT_TYPED, UBOOT_ENV_LEN))
        f.truncate(UBOOT_FLASH_LEN)
    return ["-drive", "if=pflash,format=raw,unit=1,file=" + path]


def uboot_board(arch, work, packages="/"):
    """The board with its U-Boot.
    @packages: the folder below which the package with U-Boot was unpacked"""
    *board, program = UBOOT_BOARD[arch]
    program = os.path.join(packages, program.lstrip("/"))
    return [*board, program, *uboot_told(program, work)]


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


def vexpress(root, work):
    """U-Boot, and the second flash chip: but for the saved settings it is empty."""
    build = os.path.dirname(root)
    os.link(os.path.join(build, "uImage.vexpress"), os.path.join(root, "uImage"))
    text = b"".join(f"{name}={value}\0".encode() for name, value in VEXPRESS_ENV.items())
    path = os.path.join(work, "flash")
    with open(path, "wb") as f:
        f.seek(VEXPRESS_ENV_AT)
        f.write(saved_settings(text, VEXPRESS_ENV_LEN))
        f.truncate(VEXPRESS_FLASH_LEN)
    return ["-kernel", os.path.join(build, "u-boot.vexpress"),
            "-drive", "if=pflash,format=raw,unit=1,file=" + path]


def bios_script(root, work):
    """The script of the iPXE in a PC's network card."""
    with open(os.path.join(root, "boot.ipxe"), "w", encoding="ascii") as f:
        f.write("#!ipxe\nkernel vmlinuz console=ttyS0\ninitrd initramfs.cpio.gz\nboot\n")
    return []


def from_disk(row, name):
    """The machine as it is, but for what its firmware boots from: a disk with our program where UEFI looks
    without being told. QEMU makes the file system. The network is for us."""

    def machine(root, memory, work):
        folder = os.path.join(work, "disk", "EFI", "BOOT")
        os.makedirs(folder)
        shutil.copyfile(os.path.join(os.path.dirname(root), "pxehop.efi"), os.path.join(folder, name))
        made = row(root, memory, work)
        command = [word.replace(",bootindex=1", "") for word in made.command]
        disk = ["-drive", "if=none,id=d0,format=raw,readonly=on,file=fat:" + os.path.join(work, "disk"),
                "-device", "virtio-blk-pci,drive=d0,bootindex=1"]
        return Machine(command + disk, [], made.console, *UEFI_DISK)

    return machine


def raspi3b_firmware(root, work):
    """The board's folder has our loader, unless the lab has put its guest there."""
    folder = os.path.join(root, PI_SERIAL)
    if not os.path.exists(folder):
        ours = os.path.join(os.path.dirname(root), "rpi")
        shutil.copytree(os.path.join(ours, os.listdir(ours)[0]), folder)
    return rpi.start(folder)


PI_SERIAL = "00000000"  # QEMU gives the board no other
NO_SOUND = ["env", "QEMU_AUDIO_DRV=none"]  # the board has a sound chip
VIRTIO_NET = ["-device", f"virtio-net-pci,{NIC},romfile="]
VIRTIO_BOOT = ["-device", f"virtio-net-pci,{NIC},romfile=,bootindex=1"]
VIRTIO_DISK = "virtio-blk-pci,drive=d0,event_idx=off"

# An s390x guest, whose firmware is QEMU's own.
ccw = Row(["qemu-system-s390x", "-M", "s390-ccw-virtio"],
          "pxelinux.0", ["-device", f"virtio-net-ccw,{NIC},bootindex=1"], ["pxelinux.0"],
          r"Network boot starting", r"Network loading done", disk="virtio-blk-ccw,drive=d0,event_idx=off")

# A PC with UEFI, by its PXE.
ovmf = Row(["qemu-system-x86_64", "-M", "q35"],
           "pxehop.efi", VIRTIO_BOOT, ["pxehop.efi"], *UEFI,
           parts=efi("/usr/share/OVMF/OVMF_{}_4M.fd"), console="console=ttyS0", disk=VIRTIO_DISK)

# A PC with a BIOS and the iPXE in its network card, which reads a script.
ipxe = Row(["qemu-system-x86_64", "-M", "pc"],
           "boot.ipxe", ["-device", f"virtio-net-pci,{NIC},bootindex=1"], ["initramfs.cpio.gz"],
           r"^iPXE ", r"initramfs\.cpio\.gz\.\.\. ok", parts=bios_script, console="console=ttyS0")

# ARM machines with U-Boot, which runs the script that it fetches.
uboot = Row(UBOOT_BOARD["arm64"], "boot.scr.uimg", VIRTIO_NET, ["boot.scr.uimg", "Image", "initramfs.cpio.gz"],
            *UBOOT, parts=lambda root, work: uboot_told(UBOOT_BOARD["arm64"][-1], work),
            kernel="payload.vmlinuz.gz", disk=VIRTIO_DISK)
uboot32 = Row(UBOOT_BOARD["armhf"], "boot.scr.uimg", VIRTIO_NET, ["boot.scr.uimg", "uImage"], *UBOOT,
              parts=lambda root, work: uboot_told(UBOOT_BOARD["armhf"][-1], work), disk=VIRTIO_DISK)

# ... and with UEFI, in two flash chips of 64 MiB. That of 2025 takes random numbers from the CPU alone, which a
# Cortex-A57 does not have.
aavmf = Row(["qemu-system-aarch64", "-M", "virt", "-cpu", "max,pauth-impdef=on"],
            "pxehop.efi", VIRTIO_BOOT, ["pxehop.efi"], *UEFI,
            parts=efi("/usr/share/AAVMF/AAVMF_{}.fd"), disk=VIRTIO_DISK)
aavmf32 = Row(["qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15"],
              "pxehop.efi", VIRTIO_BOOT, ["pxehop.efi"], *UEFI,
              parts=efi("/usr/share/AAVMF/AAVMF32_{}.fd"), disk=VIRTIO_DISK)

# ARM's Versatile Express with U-Boot: a board with nothing virtual on it.
vexpress_a9 = Row([*NO_SOUND, "qemu-system-arm", "-M", "vexpress-a9"],
                  "boot.scr.uimg", ["-net", "nic,netdev=n0,model=lan9118"], ["boot.scr.uimg"], *UBOOT,
                  parts=vexpress, console="console=ttyAMA0,38400 payload.reboot")

# An ARMv5 board without any firmware: QEMU puts the one file there. It cannot power off.
versatilepb = Row([*NO_SOUND, "qemu-system-arm", "-M", "versatilepb", "-cpu", "arm926"],
                  "uImage", ["-net", "nic,netdev=n0,model=smc91c111"], ["uImage"], memory="256M",
                  parts=lambda root, work: ["-kernel", os.path.join(root, "uImage")],
                  console="console=ttyAMA0 payload.reboot")

# A Raspberry Pi 3 B. Its network hangs on USB, at half a megabyte a second. QEMU's USB controller has no
# soft reset, and so tells a second kernel of no device that the first one knew: that one is without network,
# and the lab's guest is the first. Kernels have one CPU here (`mkimage rpi` says why); the other three, which wait
# for one in a loop, would take four fifths of the emulation's time, and are off.
raspi3b = Row(["qemu-system-aarch64", "-M", "raspi3b", "-global", "bcm2837.enabled-cpus=1",
               "-serial", "null", "-serial", "mon:stdio"],
              "kernel8.img", ["-device", "usb-net,netdev=n0"], [], memory="1G", parts=raspi3b_firmware,
              console="console=ttyS1,115200", kernel="payload.vmlinuz.gz", halts=True, make=["rpi"],
              serial=PI_SERIAL)

# The first is what `make run` starts.
MACHINES = {
    "s390x": {"ccw": ccw},
    "x86_64": {"ovmf": ovmf, "ovmf-disk": from_disk(ovmf, "BOOTX64.EFI"), "ipxe": ipxe},
    "arm64": {"uboot": uboot, "uefi": aavmf, "uefi-disk": from_disk(aavmf, "BOOTAA64.EFI"), "raspi3b": raspi3b},
    "armhf": {"uboot": uboot32, "uefi": aavmf32, "vexpress": vexpress_a9},
    "armel": {"versatilepb": versatilepb},
}
