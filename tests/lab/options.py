# SPDX-License-Identifier: MIT
"""The command line of tests/lab/run. A wrong one is the lab's own failure, like every other."""
import argparse
import os
import re

from lab import nfs
from machines import MACHINES, Row

LAB_FAILED = 125
# Those that have a place for the root's disk.
MACHINES_WITH_DISK = {arch: {name: row for name, row in rows.items() if getattr(row, "disk", None)}
                      for arch, rows in MACHINES.items()}
MACHINES_WITH_DISK = {arch: rows for arch, rows in MACHINES_WITH_DISK.items() if rows}
# Those whose root may be on NFS: all but the ones whose own disk has the loader.
MACHINES_WITH_NET = {arch: {name: row for name, row in MACHINES[arch].items() if isinstance(row, Row)}
                     for arch in MACHINES_WITH_DISK}


def listed(machines):
    return "\n".join("  %-8s %s" % (arch, " ".join(names)) for arch, names in machines.items() if names)


EPILOG = """machines, the first of each being the default:
%s
with --nfs-root alone:
%s

exit status: the command's; with several architectures the highest one
  124  the command took longer than --timeout
  125  the lab itself failed: standard error says where, with the console's last lines
  128+N the command was killed by signal N

examples:
  tests/lab/run --arch s390x -- uname -a
  tests/lab/run --arch armhf --put ./a.out --user shell -- ./a.out
  tests/lab/run --arch s390x,arm64 --jobs 2 --put tests -- tests/all
  tests/lab/run --arch arm64 --nfs DIR -- ls /mnt
  tests/lab/run --arch s390x --net tap --pcap boot.pcap -- true

docs/lab.md has a recipe per use.""" % (listed(MACHINES_WITH_DISK), listed({
    arch: [name for name, row in rows.items() if row.serial] for arch, rows in MACHINES_WITH_NET.items()}))


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(LAB_FAILED, "lab: %s; tests/lab/run --help lists what there is\n" % message)


def seconds(text):
    value = float(text)
    if not 0 < value < 1e7:
        raise ValueError
    return value


def variable(text):
    """NAME=VALUE, or NAME for what it is here."""
    name, equals, _ = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise argparse.ArgumentTypeError("%s: no name of a variable" % text)
    return text if equals else "%s=%s" % (name, os.environ.get(name, ""))


def parser():
    p = Parser(prog="tests/lab/run", usage="%(prog)s --arch ARCH[,ARCH...] [OPTION...] [-- COMMAND [ARG...]]",
               description="Boot a virtual machine over the network, through its real firmware and our loader, "
                           "and run a command on it. Without a command you are logged in.",
               epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    p.add_argument("--arch", required=True, metavar="ARCH", help=", ".join(MACHINES_WITH_DISK))
    p.add_argument("--machine", metavar="NAME", help="another machine of the architecture, see below")
    p.add_argument("--memory", default="1G", metavar="SIZE", help="the guest's (default: 1G)")
    p.add_argument("--append", default="", metavar="WORDS", help="for the guest's kernel command line")
    p.add_argument("--user", default="root", help="who runs the command: root (default) or shell")
    p.add_argument("--put", action="append", default=[], metavar="PATH",
                   help="copy a file or folder into the user's home first; more than once for more")
    p.add_argument("--get", action="append", default=[], metavar="PATH",
                   help="copy a file or folder from the guest here afterwards, whatever became of the command; "
                        "with several architectures into a folder called like each")
    p.add_argument("--env", action="append", default=[], type=variable, metavar="NAME[=VALUE]",
                   help="a variable for the command; without a value as it is here")
    p.add_argument("--timeout", type=seconds, metavar="SECONDS", help="for the command (default: none)")
    p.add_argument("--boot-timeout", type=seconds, default=300.0, metavar="SECONDS",
                   help="until the guest lets us in (default: 300)")
    p.add_argument("--net", choices=("user", "tap"), default="user",
                   help="QEMU's own network (default), or an Ethernet: a bridge with dnsmasq in a namespace")
    p.add_argument("--nfs", metavar="DIR[:rw]",
                   help="a folder of this machine, which the guest has at /mnt; read-only unless :rw follows")
    p.add_argument("--nfs-root", metavar="DIR|TAR",
                   help="the guest's root comes over NFS: a folder, which the guest changes only with --keep, or "
                        "an archive, which is unpacked for this run")
    p.add_argument("--pcap", metavar="FILE", help="record what passes the guest's network card")
    p.add_argument("--gdb", metavar="PROGRAM",
                   help="debug PROGRAM in the guest with this machine's gdb; what follows -- are its arguments")
    p.add_argument("--keep", action="store_true",
                   help="what the guest writes stays in the image, and the old one beside it as .old")
    p.add_argument("--json", action="store_true", help="results, times and output as JSON")
    p.add_argument("--jobs", type=int, default=1, metavar="N", help="that many machines at a time (default: 1)")
    p.add_argument("--no-build", action="store_true", help="take images and roots as they are")
    p.add_argument("-v", "--verbose", action="store_true", help="say what the boot is at, where no terminal is")
    p.add_argument("command", nargs="*", metavar="COMMAND", help=argparse.SUPPRESS)
    return p


def split(argv):
    """What is for the lab, and what stands behind the first -- and is the guest's."""
    if "--" in argv:
        at = argv.index("--")
        return argv[:at], argv[at + 1:]
    return argv, []


def parse(argv):
    """The options, checked against the table and each other; .archs and .rows are the machines."""
    ours, command = split(argv)
    p = parser()
    o = p.parse_args(ours)
    machines = MACHINES_WITH_NET if o.nfs_root else MACHINES_WITH_DISK
    if o.command:
        p.error("%s: the command stands behind --" % o.command[0])
    o.command = command
    o.archs = list(dict.fromkeys(filter(None, o.arch.split(","))))
    for arch in o.archs or [o.arch]:
        if arch not in MACHINES_WITH_DISK:
            p.error("%s: no such architecture" % arch)
    if o.machine and len(o.archs) > 1:
        p.error("--machine is for one architecture")
    o.rows = {}
    for arch in o.archs:
        name = o.machine or next(iter(machines[arch]))
        if name not in machines[arch]:
            p.error("%s: no such machine of %s" % (name, arch))
        o.rows[arch] = machines[arch][name]
    several = len(o.archs) > 1 or o.json
    if several and not o.command:
        p.error("several architectures and --json need a command")
    for name in ("gdb", "keep", "pcap"):
        if len(o.archs) > 1 and getattr(o, name):
            p.error("--%s is for one architecture" % name)
    if o.gdb and o.json:
        p.error("--gdb and --json do not go together")
    for path in o.put + ([o.gdb] if o.gdb else []):
        if not os.path.exists(path):
            p.error("%s: no such file" % path)
    if o.nfs and not os.path.isdir(nfs.split_mode(o.nfs)[0]):
        p.error("--nfs %s: no such folder" % nfs.split_mode(o.nfs)[0])
    if o.nfs_root and not os.path.exists(o.nfs_root):
        p.error("--nfs-root %s: no such folder or archive" % o.nfs_root)
    if o.nfs_root and o.keep and not os.path.isdir(o.nfs_root):
        p.error("--keep: an archive stays as it is")
    if o.jobs < 1:
        p.error("--jobs: at least one")
    if re.search(r"[\0-\x1f\x7f]", o.append):
        p.error("--append: no line breaks there")
    return o
