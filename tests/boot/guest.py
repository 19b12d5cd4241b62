# SPDX-License-Identifier: MIT
"""Guests in QEMU, the TFTP trees they boot from and the networks they hang in.

A console is read by a thread that notes when each piece came: a test looks for what it expects in
the order in which it comes, and may ask how long it took. Terminal control is taken out of the
text; the log file keeps the bytes.
"""

import bisect
import json
import re
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import netlab

ROOT = Path(__file__).resolve().parents[2]

KERNEL_STARTS = r"Linux version \d"
LOADER_STARTS = r"pxehop .* on s390x"
JUMP = r"jumping into the new kernel"
PROMPT = r"^pxehop# "
REACHED = r"pxehop payload: reached"
RETRY = r", next try in \d+ s"
# QEMU before 8.1 leaves memory barriers out where the guest has one CPU, and TCG then loses an interrupt
# of virtio's event index now and then (c914d46d of QEMU mends it): the guest sends, and hears nothing
# any more. Without event indexes every packet raises an interrupt anew, so that none that is lost can
# hold back all that follow. How the loader copes with the default is for test_default_nic.py.
DEFAULT_NIC = "virtio-net-ccw"
NIC = DEFAULT_NIC + ",event_idx=off"
CSUM = ",csum=off"  # of a NIC whose frames go through a relay, to which unfinished checksums are wrong ones
MAC = "52:54:00:12:34:56"
MAC2 = "52:54:00:12:34:57"
BOOTIF = "01-52-54-00-12-34-56"


def _cpio_entry(name, mode, data, rdev=(0, 0)):
    name = name.encode() + b"\0"
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, *rdev, len(name), 0]
    head = b"070701" + b"".join(b"%08x" % f for f in fields) + name
    head += b"\0" * (-len(head) % 4)
    return head + data + b"\0" * (-len(data) % 4)


def cpio(files, console=False):
    """An uncompressed initramfs with these executables (name: bytes) and, if asked for, /dev/console."""
    out = b"".join(_cpio_entry(name, 0o100755, data) for name, data in files.items())
    if console:
        out = _cpio_entry("dev", 0o40755, b"") + _cpio_entry("dev/console", 0o20600, b"", (5, 1)) + out
    return out + _cpio_entry("TRAILER!!!", 0, b"")


class Tree:
    """What a TFTP server gives out."""

    def __init__(self, root, built):
        self.root, self.built = root, built
        (root / "pxelinux.cfg").mkdir(parents=True)
        root.chmod(0o755)
        self.link("pxelinux.0", built("pxelinux.0"))
        self.link("kernel", built("vmlinuz"))
        self.link("initrd", built("payload.cpio.gz"))

    def link(self, name, path):
        self.remove(name)
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).symlink_to(Path(path).resolve())

    def put(self, name, data):
        """All at once: a guest that reads meanwhile gets the old file or the new one."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.parent / f".{path.name}.part"
        part.write_bytes(data.encode() if isinstance(data, str) else data)
        part.chmod(0o644)
        part.rename(path)

    def sparse(self, name, size):
        with open(self.root / name, "wb") as f:
            f.truncate(size)

    def remove(self, name):
        (self.root / name).unlink(missing_ok=True)

    def kernel(self):
        return self.built("vmlinuz").read_bytes()

    def config(self, append="console=ttysclp0", kernel="kernel", initrd="initrd", name="default",
               more=""):
        """A configuration with one label."""
        self.put(f"pxelinux.cfg/{name}", f"DEFAULT linux\nLABEL linux\n  KERNEL {kernel}\n" +
                 (f"  INITRD {initrd}\n" if initrd else "") + f"  APPEND {append}\n" + more)

    def packed(self, name, *args):
        """An image of kernel and initramfs in one file, made by our own packer."""
        subprocess.run([netlab.HOST_BUILD / "mkimage", "s390", *args, "-o", self.root / name],
                       check=True, capture_output=True)


class Wire:
    """A bridge in a namespace of its own: the server on it is 10.9.0.1, guests sit at taps."""

    def __init__(self, lab, taps=2):
        self.lab, self.ns = lab, lab.netns("wire")
        self.server = None
        self.ns.ip("link", "add", "br0", "type", "bridge", "forward_delay", "0")
        self.ns.ip("addr", "add", "10.9.0.1/24", "dev", "br0")
        self.ns.ip("link", "set", "br0", "up")
        for n in range(taps):
            self.ns.ip("tuntap", "add", f"tap{n}", "mode", "tap")
            self.ns.ip("link", "set", f"tap{n}", "up")
        self.plug(0)

    def plug(self, n):
        """Put a tap on the bridge. One that is not hears nobody."""
        self.ns.ip("link", "set", f"tap{n}", "master", "br0")

    def unplug(self, n):
        self.ns.ip("link", "set", f"tap{n}", "nomaster")

    def vlan(self, tag):
        """A machine, 10.5.0.1/24, that is reached from the bridge in this VLAN alone: a namespace. Neither
        this kernel nor that of a test machine needs 8021q. The guest computes its checksums (CSUM)."""
        switch, far = self.lab.netns("switch"), self.lab.netns("far")
        self.lab.veth(switch, "trunk", self.ns, f"vlan{tag}")
        self.lab.veth(far, "eth0", switch, "port", "10.5.0.1/24")
        self.ns.ip("link", "set", f"vlan{tag}", "master", "br0")
        self.lab.relay(switch, "--tag", tag, "trunk", "port")
        return far

    def slow(self, rate):
        """What goes to the guest goes at this rate from now on."""
        self.ns.run("tc", "qdisc", "replace", "dev", "tap0", "root", "tbf", "rate", rate, "burst",
                    "8k", "latency", "500ms").check_returncode()

    def fast(self):
        self.ns.run("tc", "qdisc", "del", "dev", "tap0", "root").check_returncode()

    def serve(self, root, *args, dhcp=True, bootfile="pxelinux.0", addr="10.9.0.1"):
        """dnsmasq with DHCP and TFTP, or with TFTP alone."""
        if dhcp:
            args = ("--dhcp-range=10.9.0.50,10.9.0.90,1h", f"--dhcp-boot={bootfile}",
                    "--dhcp-authoritative", "--dhcp-sequential-ip", *args)
        self.server = self.lab.dnsmasq(self.ns, f"--listen-address={addr}", "--bind-interfaces",
                                       *args, tftp_root=root)

    def stop(self):
        self.lab.stop(self.server)


def user_net(tree, bootfile="pxelinux.0"):
    """QEMU's own DHCP and TFTP servers at 10.0.2.2."""
    return f"user,id=n0,tftp={tree.root},bootfile={bootfile}"


def tap_net(n=0):
    return f"tap,id=n{n},ifname=tap{n},script=no,downscript=no"


def whole_boot(built, wire, machine, append, nic, log):
    """Start QEMU on the first tap, with kernel and initramfs in place, and wait for its end. Its console is
    kept in @log. Returns it, if the payload was reached in the first round."""
    got = subprocess.run(
        ["ip", "netns", "exec", wire.ns.name, *machine, "-m", "1G", "-nographic", "-no-reboot",
         "-kernel", built("vmlinuz"), "-initrd", built("initramfs.cpio.gz"), "-append", append,
         "-netdev", tap_net(), "-device", nic],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", timeout=400)
    path = ROOT / "build/results/boot" / log
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(got.stdout)
    assert "pxehop payload: reached" in got.stdout and in_round(got.stdout, 1), got.stdout[-3000:]
    return got.stdout


class Guest:
    """One s390x machine. By default its firmware loads bootfile over QEMU's user network.
    Another machine is the QEMU and the options in @command, with a serial console."""

    def __init__(self, built, tree=None, *, log, wire=None, net=None, direct=None, memory="1G",
                 smp=1, uuid=None, line_mode=False, screen=True, nic=NIC, reboots=False,
                 extra=(), command=None):
        """@direct: kernel command line; QEMU itself then puts kernel and initramfs in place, which
        leaves the firmware's download out. @screen, @line_mode: which of s390's two consoles it
        has; with both, the line-mode one goes to the file in .line_log. @nic: what is plugged in
        already; if nothing, .plug() does it. @reboots: it starts again then, and does not end."""
        self.log, self.text, self.at, self.ended = log, "", 0, False
        self.ends, self.times = [], []
        self.more = threading.Condition()
        self.dir = tempfile.TemporaryDirectory(prefix="pxehop-guest-")
        self.qmp_path = self.dir.name + "/qmp"
        args = [*(command or ("qemu-system-s390x", "-M", "s390-ccw-virtio", "-m", memory, "-smp",
                              str(smp), "-nodefaults")), "-display", "none", "-no-user-config",
                *([] if reboots else ["-no-reboot"]),
                "-qmp", f"unix:{self.qmp_path},server=on,wait=off",
                "-chardev", "stdio,id=con,signal=off"]
        if command:
            args += ["-serial", "chardev:con", "-monitor", "none"]
            screen = tree = None
        if screen:
            args += ["-device", "sclpconsole,chardev=con"]
        if line_mode:
            self.line_log = Path(f"{log}.line")
            args += (["-chardev", f"file,id=line,path={self.line_log}"] if screen else [])
            args += ["-device", f"sclplmconsole,chardev={'line' if screen else 'con'}"]
        if direct is not None:
            args += ["-kernel", built("vmlinuz"), "-initrd", built("initramfs.cpio.gz"),
                     "-append", direct]
        if wire or tree:
            args += ["-netdev", net or (tap_net() if wire else user_net(tree))]
        if (wire or tree) and nic and not command:
            args += ["-device", f"{nic},netdev=n0,mac={MAC}" +
                     ("" if direct is not None else ",bootindex=1")]
        args += ["-uuid", uuid] if uuid else []
        args = [str(a) for a in (*args, *extra)]
        if line_mode and not screen:  # or QEMU garbles what is typed; see there
            args = ["env", f"LD_PRELOAD={netlab.HOST_BUILD / 'sclp_line.so'}", *args]
        if wire:
            args = ["ip", "netns", "exec", wire.ns.name, *args]
        self.started = time.monotonic()
        self.qemu = subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, bufsize=0)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    # --- console ---

    def _read(self):
        with open(self.log, "wb", buffering=0) as log:
            while True:
                data = self.qemu.stdout.read(65536)
                now = time.monotonic()
                log.write(data)
                piece = data.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
                with self.more:
                    self.text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", piece)
                    self.ends.append(len(self.text))
                    self.times.append(now)
                    self.ended = not data
                    self.more.notify_all()
                if not data:
                    return

    def time_of(self, offset):
        """When the character at this offset of self.text came; seconds of the monotonic clock."""
        with self.more:
            return self.times[bisect.bisect_right(self.ends, offset)]

    def wait(self, pattern, seconds=90, before=None):
        """The next match of a regular expression after the last one. ^ matches at a line's start;
        $ as the last character waits for the line's end. @before: what must not come first."""
        deadline = time.monotonic() + seconds
        if pattern.endswith("$"):
            pattern = pattern[:-1] + r"(?=\n)"
        rule = re.compile(pattern, re.M)
        with self.more:
            while True:
                found = rule.search(self.text, self.at)
                if found:
                    break
                left = deadline - time.monotonic()
                if self.ended or left <= 0:
                    raise AssertionError(
                        f"{'the guest ended' if self.ended else f'{seconds} s passed'} without "
                        f"{pattern!r}; console ({self.log}):\n{self.tail()}")
                self.more.wait(min(left, 1))
            passed, self.at = self.text[self.at:found.end()], found.end()
        if before:
            assert not re.search(before, passed, re.M), f"{before!r} came first:\n{passed}"
        return found

    def when(self, match):
        return self.time_of(match.start())

    def tail(self, lines=60):
        return "\n".join(self.text.splitlines()[-lines:])

    def send(self, text):
        self.qemu.stdin.write(text.encode())

    def run(self, command, seconds=60):
        """Run a command in the rescue shell; returns what it wrote. The marks around it are typed
        in another spelling than they come out, so that the echo is not taken for them."""
        self.send(f"echo be''gin; {command}; echo en''d-$?-\n")
        self.wait(r"^begin\n", seconds)
        start = self.at
        end = self.wait(r"^end-\d+-\n", seconds)
        self.wait(PROMPT)
        return self.text[start:end.start()].strip()

    def shell(self, seconds=90):
        """From the running loader into its rescue shell."""
        self.wait(LOADER_STARTS, seconds)
        self.wait(r"press s for a rescue shell")
        self.send("s")
        self.wait(r"rescue shell on .*\n")
        self.wait(PROMPT)

    def wait_end(self, seconds=60):
        """Until the machine is switched off."""
        self.qemu.wait(seconds)
        self.reader.join(10)

    # --- the machine ---

    def qmp(self, command, **arguments):
        """One command to QEMU's monitor."""
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(self.qmp_path)
            f = s.makefile("rw")
            f.readline()
            for name, args in (("qmp_capabilities", {}), (command, arguments)):
                f.write(json.dumps({"execute": name, "arguments": args}) + "\n")
                f.flush()
                while True:
                    answer = json.loads(f.readline())
                    if "event" not in answer:
                        break
                if "error" in answer:
                    raise RuntimeError(f"{name}: {answer['error']['desc']}")
        return answer["return"]

    def plug(self, n, mac):
        """Give the running machine a NIC."""
        self.qmp("device_add", driver="virtio-net-ccw", event_idx=False, netdev=f"n{n}", mac=mac)

    def close(self):
        if self.qemu.poll() is None:
            self.qemu.kill()
        self.qemu.wait()
        self.reader.join(10)
        self.qemu.stdin.close()
        self.qemu.stdout.close()
        self.dir.cleanup()


# --- what most tests expect -------------------------------------------------------------------


def in_round(text, rounds):
    """Is this what a console shows of a boot that came in that round? A round that failed says when
    the next one is."""
    return len(re.findall(RETRY, text)) == rounds - 1


def reached(g, seconds=120, rounds=1):
    """Wait until the payload has reported; returns the command line it found itself with. What failed
    at first and came right by trying again fails here, unless it was to come in that round."""
    jump = g.wait(JUMP, seconds)
    g.wait(KERNEL_STARTS, seconds)
    line = g.wait(r"^pxehop payload: command line: (.*)$", seconds)[1]
    g.wait(REACHED, 30)
    assert in_round(g.text[:jump.start()], rounds), f"not in round {rounds}: {g.log}"
    return line
