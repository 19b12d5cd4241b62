# SPDX-License-Identifier: MIT
"""The machine: QEMU with the row's firmware, its console in a file, its monitor at a socket."""
import json
import os
import re
import socket
import time

from lab import child

# What the console says on the way, and what that means to whoever waits.
GUEST_STAGES = [
    (r"^lab: \w+: ([0-9.]+)$", "the guest has an address"),
    (r"^Server listening on .* port 22\.", "the guest's SSH server listens"),
]
KERNEL_RUNS = (r"^Linux version \d", "the guest's kernel runs")
STAGES = [
    (r"^pxehop [0-9]", "the loader is up"),
    (r"^\w+: [0-9.]+/[0-9]+ from ", "the loader has an address"),
    (r"^label \S+: ", "kernel and initrd come over the network"),
    (r"jumping into the new kernel", "the guest's kernel starts"),
    *GUEST_STAGES,
]
LISTENS = GUEST_STAGES[-1][1]


class Stages:
    """Where a boot has got to, from its console's lines."""

    def __init__(self, firmware, loader=True):
        """@loader: whether it is ours that starts the guest's kernel, or the firmware"""
        self.rules = [(firmware, "the firmware is at work"), *STAGES] if loader else [KERNEL_RUNS, *GUEST_STAGES]
        self.now, self.rest, self.address = "QEMU starts", "", None

    def feed(self, text):
        *lines, self.rest = (self.rest + text).replace("\r", "\n").split("\n")
        for line in lines:
            line = re.sub(r"^\[ *[0-9.]+\] ", "", line)
            for n, (pattern, words) in enumerate(self.rules):
                found = re.search(pattern, line)
                if found:
                    self.address = found[1] if found.re.groups else self.address
                    self.now, self.rules = words, self.rules[n + 1:]
                    break
        return self.now


def command(machine, mac, console, qmp, extra):
    """QEMU's whole command line: the row's, with a console that goes to a file."""
    words = [re.sub(r"\bmon:stdio\b", "file:" + console, w) for w in machine.command]
    if words == machine.command:
        words += ["-serial", "file:" + console]
    words = [with_mac(w, mac) for w in words]
    return [*words, "-display", "none", "-monitor", "none", "-no-reboot", "-no-user-config",
            "-qmp", f"unix:{qmp},server=on,wait=off", *extra]


def with_mac(word, mac):
    """A NIC of the network n0 gets the address of this run."""
    if "netdev=n0" not in word.split(","):
        return word
    return "%s,%s=%s" % (word, "macaddr" if word.startswith("nic,") else "mac", mac)


class Guest:
    """One running machine."""

    def __init__(self, folder, machine, net, mac, extra, loader=True):
        self.console = os.path.join(folder, "console.log")
        self.log = os.path.join(folder, "qemu.log")
        self.qmp_path = os.path.join(folder, "qmp")
        self.stages, self.read = Stages(machine.firmware, loader), 0
        self.qemu = child.start(folder, command(machine, mac, self.console, self.qmp_path, extra), self.log,
                                inside=net.inside)
        try:
            self._wait_for_monitor()
            net.started(self.qmp)
        except BaseException:
            self.close()
            raise

    def _wait_for_monitor(self, seconds=20):
        deadline = time.monotonic() + seconds
        while True:
            if self.qemu.poll() is not None or time.monotonic() > deadline:
                raise child.Failed("QEMU does not start: " + "; ".join(child.last_lines(self.log, 3)))
            try:
                self.qmp("query-status")
                return
            except OSError:
                time.sleep(0.02)

    def qmp(self, name, **arguments):
        """One command to QEMU's monitor."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(20)
            s.connect(self.qmp_path)
            f = s.makefile("rw")
            f.readline()
            for execute, args in (("qmp_capabilities", {}), (name, arguments)):
                f.write(json.dumps({"execute": execute, "arguments": args}) + "\n")
                f.flush()
                while True:
                    line = f.readline()
                    if not line:
                        raise ConnectionResetError("QEMU's monitor closed")
                    answer = json.loads(line)
                    if "event" not in answer:
                        break
                if "error" in answer:
                    raise child.Failed("QEMU: %s: %s" % (execute, answer["error"]["desc"]))
        return answer["return"]

    def running(self):
        return self.qemu.poll() is None

    def stage(self):
        """The words for where the boot has got to."""
        try:
            with open(self.console, "rb") as f:
                f.seek(self.read)
                data = f.read()
        except FileNotFoundError:
            data = b""
        self.read += len(data)
        return self.stages.feed(data.decode("utf-8", "replace"))

    def why(self):
        """What there is to know of a boot that came to nothing."""
        lines = child.last_lines(self.console)
        return "the console's last lines:\n" + "\n".join("  " + line for line in lines) if lines else \
            "the console is silent; QEMU says: " + ("; ".join(child.last_lines(self.log, 3)) or "nothing")

    def wait_off(self, seconds):
        """Until the machine is switched off; False if it is not."""
        deadline = time.monotonic() + seconds
        while self.running() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.running()

    def close(self):
        child.stop(self.qemu)
