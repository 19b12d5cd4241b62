#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The whole chain: from QEMU's start to the first line of the payload's kernel, with our loader in
between and without it, by each machine's own firmware and the loaders of others.

Ways of one table take turns. What is shown are medians in seconds; build/bench.json has each run,
and is written after every row, so that an interrupted run loses the row at hand alone. Rounds beyond
the first are run while there is time left (--minutes).
"""
import argparse
import http.server
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import table
from stages import Stage, run
from table import Failed

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "boot")]

from guest import CSUM, NIC, cpio, tap_net  # noqa: E402
from machines import UBOOT_BOARD  # noqa: E402
from netlab import Lab  # noqa: E402

MIB = 1 << 20
SIZES = (5, 20, 40, 60, 200)  # MiB, kernel and initrd together
FAR_SIZES = (5, 20)
HOST = "10.0.2.2"  # QEMU's user network
PATIENCE = 300
# s390-ccw's own limit of a file, up to QEMU 9.1
FIRMWARE_MAX = 119
LINE = r"Linux version \d"
OURS = (Stage("loader's kernel", LINE), Stage("init", r"(?m)^(\[ *[0-9.]+\] )?pxehop [0-9.]+ on "),
        Stage("plan", r"(?m)^label \S+: "), Stage("jump", r"jumping into the new kernel"))
PAYLOAD = (Stage("payload", LINE),)
CONFIG = "DEFAULT payload\nLABEL payload\n  KERNEL {at}{kernel}\n  INITRD {at}{initrd}\n  APPEND {append}\n"


class Web:
    """An HTTP server on this machine, which a guest in QEMU's user network reaches as 10.0.2.2."""

    def __init__(self, root):
        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __init__(self, *args):
                super().__init__(*args, directory=str(root))

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://{HOST}:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Tree:
    """A TFTP root with one payload, and links to what else is served."""

    def __init__(self, folder, kernel):
        self.root, self.kernel, self.links = folder, kernel, []
        (folder / "pxelinux.cfg").mkdir(parents=True)
        folder.chmod(0o755)
        self.link("kernel", kernel)

    def link(self, name, path):
        (self.root / name).unlink(missing_ok=True)
        (self.root / name).symlink_to(Path(path).resolve())

    def payload(self, mib):
        """An initrd that makes kernel and initrd @mib; Linux unpacks such a one without an /init."""
        noise = self.root / "noise"
        size = max(mib * MIB - self.kernel.stat().st_size, 4096)
        table.noise_file(noise, size)
        (self.root / "initrd").write_bytes(cpio({"noise": noise.read_bytes()}))
        noise.unlink()

    def config(self, append, at=""):
        (self.root / "pxelinux.cfg/default").write_text(
            CONFIG.format(at=at, kernel="kernel", initrd="initrd", append=append))


class Chain:
    """The tables that were measured so far, and the clock they share."""

    def __init__(self, args, folder):
        self.args, self.folder, self.figures, self.count = args, folder, [], 0
        self.web = Web(folder)

    def tree(self, deb):
        """A TFTP root with the distribution's kernel for that architecture of Debian's"""
        self.count += 1
        kernel = next((self.args.build / f"deps/{deb}/linux/boot").glob("vmlinuz-*"))
        return Tree(self.folder / f"tree{self.count}", kernel)

    def images(self):
        """{what its kernel is called: a pxelinux.0 of ours}"""
        return dict(spec.split("=", 1) for spec in self.args.image)

    def url(self, tree):
        return f"{self.web.url}{tree.root.name}/"

    def row(self, title, label, ways):
        """Seconds to each way's payload, the median of the runs; {way: figure or why there is none}"""
        took, broken = table.in_turn(ways, self.args.runs)
        for way, why in broken.items():
            print(f"chain: {title}, {label}, {way}: {why}", file=sys.stderr)
        shown = {}
        for way, runs in took.items():
            self.figures.append({"table": title, "row": label, "way": way, "stages": runs,
                                 **({"failed": broken[way]} if way in broken else {})})
            shown[way] = "failed" if way in broken else table.median([r["payload"]["s"] for r in runs])
        table.merge(self.args.json, "chain", self.figures)
        return shown


# --- s390x ------------------------------------------------------------------------------------


def ccw(net, nic=NIC):
    return ["qemu-system-s390x", "-M", "s390-ccw-virtio", "-m", "2G", "-netdev", net,
            "-device", f"{nic},netdev=n0,bootindex=1"]


def user(tree, bootfile):
    return f"user,id=n0,tftp={tree.root}" + (f",bootfile={bootfile}" if bootfile else "")


def s390x_ways(chain, tree, images, mib):
    """The firmware reads pxelinux.cfg itself where no boot file is named."""

    def by(bootfile, at, stages):
        tree.config("console=ttysclp0", at)
        return run(ccw(user(tree, bootfile)), stages, PATIENCE)

    ways = {}
    if mib <= FIRMWARE_MAX:
        ways["firmware alone"] = lambda: by("", "", PAYLOAD)
    for name in images:
        ways[f"{name}, TFTP"] = lambda n=name: by(f"{n}.0", "", OURS + PAYLOAD)
        ways[f"{name}, HTTP"] = lambda n=name: by(f"{n}.0", chain.url(tree), OURS + PAYLOAD)
    return ways


def s390x(chain):
    """One row a size, one column a way; then what each stage of ours takes."""
    images = chain.images()
    tree = chain.tree("s390x")
    for name, path in images.items():
        tree.link(f"{name}.0", path)
    columns = ["firmware alone", *(f"{n}, {by}" for n in images for by in ("TFTP", "HTTP"))]
    t = table.Table("s390x under TCG, user network: seconds from QEMU's start to the payload's first line",
                    columns)
    for mib in SIZES:
        tree.payload(mib)
        shown = chain.row("s390x", f"{mib} MiB", s390x_ways(chain, tree, images, mib))
        t.add(f"{mib} MiB", *(shown.get(c) for c in columns))
    t.show()
    stage_table(chain, columns)
    instructions(chain, tree, images)


STAGES = [s.name for s in OURS + PAYLOAD]


def far(chain):
    """1 ms between the guest and a server whose TFTP has windows (atftpd)."""
    images = chain.images()
    tree = chain.tree("s390x")
    for name, path in images.items():
        tree.link(f"{name}.0", path)
    columns = ["firmware alone", *images]
    t = table.Table("s390x under TCG, atftpd at 1 ms: seconds from QEMU's start to the payload's first line",
                    columns)
    lab = Lab()
    try:
        way, server = lab.netns("way"), lab.netns("server")
        lab.veth(server, "eth0", way, "right", f"{table.SERVER}/24", None)
        way.ip("tuntap", "add", "tap0", "mode", "tap")
        way.ip("link", "set", "tap0", "up")
        lab.relay(way, "tap0", "right", "--delay", "0.5")
        lab.atftpd(server, tree.root)

        def by(bootfile, stages):
            dhcp = lab.dnsmasq(server, "--dhcp-range=10.9.0.50,10.9.0.90,1h", "--dhcp-authoritative",
                               f"--dhcp-boot={bootfile}")
            try:
                return run(["ip", "netns", "exec", way.name,
                            *ccw(tap_net(), NIC + CSUM)], stages, PATIENCE)
            finally:
                lab.stop(dhcp)

        tree.config("console=ttysclp0")
        for mib in FAR_SIZES:
            tree.payload(mib)
            ways = {"firmware alone": lambda: by("", PAYLOAD),
                    **{n: lambda n=n: by(f"{n}.0", OURS + PAYLOAD) for n in images}}
            shown = chain.row("s390x, 1 ms", f"{mib} MiB", ways)
            t.add(f"{mib} MiB", *(shown.get(c) for c in columns))
    finally:
        lab.close()
    t.show()


def steps(runs, unit):
    """The median of what each stage took beyond the one before."""
    return [table.median([r[name][unit] - (r[STAGES[i - 1]][unit] if i else 0) for r in runs])
            for i, name in enumerate(STAGES)]


def stage_table(chain, columns):
    """On a machine that is busy otherwise, CPU seconds say more than those of the clock."""
    t = table.Table("s390x, 5 MiB: CPU seconds that QEMU took for each stage", STAGES)
    for f in chain.figures:
        if f["table"] == "s390x" and f["row"] == "5 MiB" and f["way"] in columns[1:] and f["stages"]:
            t.add(f["way"], *steps(f["stages"], "cpu_s"))
    t.show()


def instructions(chain, tree, images):
    """The guest's own instructions do not depend on this machine at all."""
    t = table.Table("s390x, 5 MiB, TFTP: millions of guest instructions of each stage", STAGES)
    tree.payload(5)
    tree.config("console=ttysclp0")
    for name in images:
        try:
            figures = run(ccw(user(tree, f"{name}.0")), OURS + PAYLOAD, PATIENCE, chain.args.plugin)
        except Failed as e:
            print(f"chain: instructions, {name}: {e}", file=sys.stderr)
            continue
        chain.figures.append({"table": "instructions", "row": "5 MiB", "way": name,
                              "stages": [figures]})
        t.add(name, *(n / 1e6 for n in steps([figures], "instructions")))
    t.show()
    table.merge(chain.args.json, "chain", chain.figures)


# --- ARM's boards with U-Boot -----------------------------------------------------------------


def arm(chain, arch):
    """The same lines typed at the same prompt: what U-Boot counts down is in neither."""
    build = chain.args.build / arch
    tree = chain.tree(arch)
    for name in ("boot.scr.uimg", "Image", "uImage", "initramfs.cpio.gz"):
        if (build / name).exists():
            tree.link(name, build / name)
    tree.payload(tree.kernel.stat().st_size // MIB + 8)
    nic = "virtio-net-pci,netdev=n0,event_idx=off,romfile="

    def typed(line, stages, at=""):
        tree.config("console=ttyAMA0", at)
        prompt = (Stage("prompt", "Hit any key to stop autoboot", " "), Stage("command", "=> ", line + "\r"))
        return run([*UBOOT_BOARD[arch], "-m", "2G", "-netdev", user(tree, "boot.scr.uimg"), "-device", nic],
                   prompt + stages, PATIENCE)

    script = "dhcp ${scriptaddr} boot.scr.uimg && source ${scriptaddr}"
    ways = {"U-Boot's pxe boot": lambda: typed("setenv autoload no; dhcp; pxe get && pxe boot", PAYLOAD),
            "ours, TFTP": lambda: typed(script, OURS + PAYLOAD),
            "ours, HTTP": lambda: typed(script, OURS + PAYLOAD, chain.url(tree))}
    t = table.Table(f"{arch}, U-Boot under TCG: seconds from QEMU's start to the payload's first line",
                    list(ways))
    shown = chain.row(arch, "kernel and 8 MiB", ways)
    t.add("kernel and 8 MiB", *shown.values())
    t.show()


# --- PCs with a BIOS --------------------------------------------------------------------------


def grub_image(packages, path):
    """GRUB for a BIOS's network boot. It reads grub.cfg beside it."""
    grub = packages / "grub-common/usr/bin/grub-mkimage"
    subprocess.run([grub, "-d", packages / "grub-pc-bin/usr/lib/grub/i386-pc", "-O", "i386-pc-pxe",
                    "-o", path, "-p", "(tftp)/", "pxe", "tftp", "http", "net", "linux", "normal",
                    "configfile"], check=True, capture_output=True)


def x86_64(chain):
    """The NIC's ROM is iPXE, which each of the others comes from, by its PXE interface."""
    args, build = chain.args, chain.args.build / "x86_64"
    packages = args.build / "deps/amd64"
    tree = chain.tree("amd64")
    tree.payload(tree.kernel.stat().st_size // MIB + 8)
    tree.config("console=ttyS0")
    tree.link("loader", build / "vmlinuz")
    tree.link("loader.gz", build / "initramfs.cpio.gz")
    tree.link("pxelinux.0", packages / "pxelinux/usr/lib/PXELINUX/pxelinux.0")
    tree.link("ldlinux.c32", packages / "syslinux-common/usr/lib/syslinux/modules/bios/ldlinux.c32")
    grub_image(packages, tree.root / "grub.0")
    at = chain.url(tree)
    scripts = {"kernel.ipxe": ("kernel console=ttyS0", "initrd"),
               "http.ipxe": (f"{at}kernel console=ttyS0", f"{at}initrd"),
               "ours.ipxe": ("loader console=ttyS0", "loader.gz")}
    for name, (kernel, initrd) in scripts.items():
        (tree.root / name).write_text(f"#!ipxe\nkernel {kernel}\ninitrd {initrd}\nboot\n")

    def grub(place):
        (tree.root / "grub.cfg").write_text(
            f"linux {place}/kernel console=ttyS0\ninitrd {place}/initrd\nboot\n")
        return pc("grub.0", PAYLOAD)

    def pc(bootfile, stages):
        return run(["qemu-system-x86_64", "-M", "pc", "-m", "2G", "-netdev", user(tree, bootfile),
                    "-device", "virtio-net-pci,netdev=n0,event_idx=off,bootindex=1"], stages, PATIENCE)

    def ours(place):
        tree.config("console=ttyS0", place)
        return pc("ours.ipxe", OURS + PAYLOAD)

    def pxelinux():
        tree.config("console=ttyS0")
        return pc("pxelinux.0", PAYLOAD)

    ways = {"iPXE, TFTP": lambda: pc("kernel.ipxe", PAYLOAD),
            "iPXE, HTTP": lambda: pc("http.ipxe", PAYLOAD),
            "PXELINUX": pxelinux,
            "GRUB, TFTP": lambda: grub(f"(tftp,{HOST})"),
            "GRUB, HTTP": lambda: grub(f"(http,{at[len('http://'):].split('/')[0]})/{tree.root.name}"),
            "ours, TFTP": lambda: ours(""),
            "ours, HTTP": lambda: ours(at)}
    t = table.Table("x86_64, BIOS under TCG: seconds from QEMU's start to the payload's first line",
                    list(ways))
    t.add("kernel and 8 MiB", *chain.row("x86_64", "kernel and 8 MiB", ways).values())
    t.show()


# --- sizes ------------------------------------------------------------------------------------


def sizes(chain):
    """Bytes of what travels, beside what others need for the same."""
    args = chain.args
    files = [("loader: /init, s390x", args.build / "s390x/init"),
             ("loader: initramfs without modules, s390x", args.build / "s390x/initramfs-base.cpio.gz"),
             *((f"image: pxelinux.0, {name} kernel", Path(path)) for name, path in chain.images().items()),
             ("busybox of the image, s390x", args.build / "s390x/busybox"),
             ("Debian's busybox-static", args.build / "deps/host/busybox-static/bin/busybox"),
             ("kexec-tools, s390x", args.build / "s390x/kexec"),
             ("iPXE, ROM of virtio-net", Path("/usr/lib/ipxe/qemu/pxe-virtio.rom")),
             ("U-Boot, arm64", Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")),
             ("U-Boot, armhf", Path("/usr/lib/u-boot/qemu_arm/u-boot.bin"))]
    t = table.Table("Sizes", ["bytes"])
    for label, path in files:
        if path.exists():
            t.add(label, path.stat().st_size)
    t.show()
    table.merge(args.json, "sizes", t.plain())


# Each with how often it calls table.in_turn().
PARTS = {"s390x": (s390x, len(SIZES)), "far": (far, len(FAR_SIZES)),
         "armhf": (lambda chain: arm(chain, "armhf"), 1), "arm64": (lambda chain: arm(chain, "arm64"), 1),
         "x86_64": (x86_64, 1), "sizes": (sizes, 0)}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--build", type=Path, default=table.ROOT / "build")
    p.add_argument("--image", action="append", default=[], metavar="NAME=FILE",
                   help="a pxelinux.0 of ours, called after its kernel")
    p.add_argument("--plugin", type=Path, help="insns.so")
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--minutes", type=float, default=20)
    p.add_argument("--json", metavar="FILE", default="build/bench.json")
    p.add_argument("--only", choices=PARTS, action="append")
    args = p.parse_args()
    parts = args.only or PARTS
    table.begin(args.minutes, sum(PARTS[part][1] for part in parts))
    # /dev/shm is memory: no disk takes part
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="pxehop-bench-") as tmp:
        Path(tmp).chmod(0o755)
        chain = Chain(args, Path(tmp))
        for part in parts:
            PARTS[part][0](chain)
    return 1 if any("failed" in f for f in chain.figures) else 0


if __name__ == "__main__":
    sys.exit(main())
