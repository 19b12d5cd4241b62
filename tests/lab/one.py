# SPDX-License-Identifier: MIT
"""One run on one machine: boot, get in, put, run the command, get, end."""
import contextlib
import os
import shutil
import subprocess
import sys
import time

from lab import build, child, gdb, guest, net, nfs, ssh, state, tree

TIMED_OUT = 124  # as of timeout(1)
LAB_FAILED = 125


class Result:
    """How a run on one machine ended."""

    def __init__(self, arch):
        self.arch, self.status, self.error = arch, LAB_FAILED, None
        self.boot_seconds = self.seconds = None
        self.output = self.errors = b""


def append_line(machine, words, served=None):
    """The guest's kernel command line.
    @served: what it mounts over NFS, or None"""
    console = [w for w in machine.console.split() if w.startswith("console=")]
    root = served.root_words if served else []
    return " ".join([*(root or ["root=/dev/vda", "rw"]), "ip=dhcp", *console, *(served.words if served else []), *words])


def disk_options(row, path, keep):
    """The root's disk. Unless it is to be kept, what is written to it is gone with QEMU."""
    return ["-drive", "if=none,id=d0,format=qcow2,file=%s,snapshot=%s" % (path.replace(",", ",,"),
                                                                        "off" if keep else "on"),
            "-device", row.disk]


def record(path):
    """Every packet on the guest's cable, in a file for tcpdump and Wireshark."""
    return ["-object", "filter-dump,id=p0,netdev=n0,file=" + os.path.abspath(path).replace(",", ",,")]


class Kept:
    """The image is changed on purpose: the guest writes to a copy, which takes the image's place when all
    has gone well and the guest is switched off. The old one stays beside it."""

    def __init__(self, image):
        self.image, self.part = image, image + ".part"
        shutil.copyfile(image, self.part)

    def commit(self):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.image + ".old")
        os.link(self.image, self.image + ".old")
        os.replace(self.part, self.image)

    def close(self):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.part)


class Run:
    """The parts of one run; whatever of them there is when it ends is ended."""

    def __init__(self, options, arch, row, progress, captured=False):
        """@captured: the command's output is for the result, not for ours"""
        self.options, self.arch, self.row, self.progress = options, arch, row, progress
        self.captured, self.result = captured, Result(arch)
        self.guest = self.stack = self.folder = self.append = None

    def go(self):
        """Everything. The lab's own failures are told in the result as well."""
        began = time.monotonic()
        try:
            with contextlib.ExitStack() as self.stack:
                self.folder = self.stack.enter_context(state.run_folder())
                self.result.status = self._inside(self.folder)
        except (child.Failed, OSError, subprocess.SubprocessError) as e:
            self.result.status, self.result.error = LAB_FAILED, str(e)
        self.result.seconds = time.monotonic() - began
        return self.result

    def stop(self):
        """From another thread: end what this run has started, on which it ends itself."""
        if self.folder:
            state.kill_marked(self.folder)

    def _closing(self, thing):
        self.stack.callback(thing.close)
        return thing

    def _inside(self, folder):
        o, began = self.options, time.monotonic()
        there = build.guest_folder(self.arch)
        into = self._closing(ssh.Ssh(folder, os.path.join(there, "ssh_host_ed25519_key.pub"), o.user))
        mac = tree.new_mac()
        served = self._closing(nfs.Served(folder, o.net, o.nfs, o.nfs_root, o.keep)) if o.nfs or o.nfs_root else None
        root, loader = tree.root_of(folder), build.loader_folder(self.arch)
        os.makedirs(root)
        if o.net == "tap":
            wire = self._closing(net.Tap(folder, self.row.bootfile, root, mac))
        else:
            wire = self._closing(net.User(self.row.bootfile, root))
        self.append = append_line(self.row, o.append.split(), served)
        if self.row.serial:
            tree.make_board(folder, self.row.serial, loader, there, self.append, into.public_key(), build.MKIMAGE)
        else:
            tree.make(folder, loader, self.row.image, there, mac, self.append, into.public_key(), build.MKIMAGE,
                      wire.files if tree.speaks_http(loader) else "")
        if served:
            self.progress.say(self.arch, "the NFS server starts")
            served.start(wire.inside)
        machine = self._machine(root, wire)
        image = os.path.join(there, "root.qcow2")
        kept = self._closing(Kept(image)) if o.keep and not o.nfs_root else None
        extra = [] if o.nfs_root else disk_options(self.row, kept.part if kept else image, o.keep)
        self.guest = self._closing(guest.Guest(folder, machine, wire, mac,
                                               extra + (record(o.pcap) if o.pcap else []),
                                               loader=not self.row.serial))
        self._enter(into, wire, o.boot_timeout)
        self.result.boot_seconds = time.monotonic() - began
        self.progress.clear()
        status = self._command(into)
        if kept and status not in (TIMED_OUT, LAB_FAILED):
            self._switch_off(into)
            kept.commit()
            self.progress.note("%s: the image is changed; the one before is %s.old" % (self.arch, image))
        return status

    def _machine(self, root, wire):
        """With the row's firmware."""
        return self.row(root, self.options.memory, self.folder, net=wire.netdev)

    def _enter(self, into, wire, seconds):
        """Wait for the guest's SSH server, and connect."""
        deadline = time.monotonic() + seconds
        # A guest whose console says nothing of its server may have one all the same.
        retry = time.monotonic() + seconds / 3
        while True:
            stage = self.guest.stage()
            self.progress.say(self.arch, stage)
            now = time.monotonic()
            if stage == guest.LISTENS or now > retry:
                into.write_config(wire.ssh_options(self.guest.stages.address))
                left = max(0.1, deadline - now)
                if into.connect(left if stage == guest.LISTENS else min(10, left), self.guest.running):
                    return
                retry = time.monotonic() + 1
            if not self.guest.running():
                raise child.Failed("%s: the machine went off (%s); %s" % (self.arch, stage, self.guest.why()))
            if now > deadline:
                raise child.Failed("%s: not there within %g s (%s; %s); %s" %
                                   (self.arch, seconds, stage, into.last_words(), self.guest.why()))
            time.sleep(0.05)

    def _command(self, into):
        """Files in, the command, files out. Those come out whatever became of it."""
        o = self.options
        if o.put:
            into.put(o.put)
        if o.gdb:
            return gdb.debug(into, o.gdb, o.command, o.env)
        terminal = not self.captured and sys.stdin.isatty() and sys.stdout.isatty()
        if terminal:
            self.progress.note("from another terminal: ssh -F %s %s" % (into.config, ssh.HOST))
        pipe = subprocess.PIPE if self.captured else None
        session = into.start(o.command, o.env, terminal,
                             stdin=subprocess.DEVNULL if self.captured else None, stdout=pipe, stderr=pipe)
        try:
            self.result.output, self.result.errors = session.communicate(timeout=o.timeout)
            status = session.returncode
        except subprocess.TimeoutExpired:
            session.kill()
            self.result.output, self.result.errors = session.communicate()
            self.result.error = "%s: the command took longer than %g s" % (self.arch, o.timeout)
            status = TIMED_OUT
        if status == ssh.LOST and not into.alive():
            raise child.Failed("%s: the connection was lost; %s" % (self.arch, self.guest.why()))
        return self._fetch(into, status)

    def _fetch(self, into, status):
        """Files out. A command that failed may have made none of them: its own status says more."""
        target = self.arch if len(self.options.archs) > 1 else "."
        os.makedirs(target, exist_ok=True)
        for path in self.options.get:
            try:
                into.get(path, target)
            except child.Failed as e:
                if status == 0:
                    raise
                self.result.error = str(e)
        return status

    def _switch_off(self, into):
        """In good order, so that all is on the disk; this run's key does not stay on it."""
        off = into.start(["sh", "-c", "rm -f /root/.ssh/authorized_keys /home/shell/.ssh/authorized_keys; sync; "
                                      "poweroff"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, user="root")
        if not self.guest.wait_off(60):
            raise child.Failed("%s: did not switch itself off, so that the image stays as it was; %s" %
                               (self.arch, self.guest.why()))
        off.wait()
