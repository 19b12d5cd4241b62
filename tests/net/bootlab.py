# SPDX-License-Identifier: MIT
"""One machine that boots and one that serves: DHCP by dnsmasq, TFTP by tftpd-hpa, both real."""

import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import time
from pathlib import Path

import netlab

SERVER = "10.9.0.1"
CLIENT = "10.9.0.42"  # 0A09002A
MAC = "02:00:00:00:00:05"
BY_MAC = "pxelinux.cfg/01-02-00-00-00-00-05"
BY_IP = [f"pxelinux.cfg/{'0A09002A'[:n]}" for n in range(8, 0, -1)]
DEFAULT = "pxelinux.cfg/default"
HEAD = 0x11000


def noise(n, seed=1):
    return random.Random(seed).randbytes(n)


def kernel(size=150_000, max_cmdline=4096, seed=7):
    """What the loader looks at in an s390 kernel: the magic and the parameter area; the rest is
    noise."""
    image = bytearray(noise(size, seed))
    image[0x10008:0x10010] = b"S390EP\x00\x01"
    image[0x10400:HEAD] = bytes(HEAD - 0x10400)
    image[0x10430:0x10438] = struct.pack(">Q", max_cmdline)
    return bytes(image)


def config(text="", kernel_name="kernel", initrd="initrd", append="a=1"):
    """The label that most tests boot."""
    return (f"default x\nlabel x\n  kernel {kernel_name}\n  initrd {initrd}\n"
            f"  append {append}\n{text}").encode()


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Result:
    """What one run of pxe boot left: its exit status, its report, its log."""

    def __init__(self, status, out, err):
        self.status, self.text = status, err
        self.lines = [line.removeprefix("pxe boot: ") for line in err.splitlines()]
        self.report = json.loads(out) if status == 0 else None

    def __repr__(self):
        return f"status {self.status}\n{self.text}"

    def only(self, *words):
        """The one line that holds all of these words."""
        found = [line for line in self.lines if all(w in line for w in words)]
        assert len(found) == 1, f"{len(found)} lines with {words} in\n{self.text}"
        return found[0]

    def count(self, *words):
        return sum(all(w in line for w in words) for line in self.lines)

    def table(self):
        """The names that were looked for in vain and the answers to them, from the one table."""
        found = [i for i, line in enumerate(self.lines) if line.startswith("names tried ")]
        assert len(found) == 1, self.text
        rows = []
        for line in self.lines[found[0] + 1:]:
            if not line.startswith("  "):
                break
            rows.append(tuple(line.strip().split(": ", 1)))
        return rows

    def asked(self):
        """With --debug: the files that were looked for, in order, below tftp://SERVER/."""
        start = f"tftp://{SERVER}/"
        return [line.split(start, 1)[1].split(":", 1)[0] for line in self.lines
                if start in line and "not found" in line.lower()]

    def urls(self):
        return [f["url"] for f in self.report["files"]]

    def booted(self, *files, rounds=1):
        """It would have booted exactly these (name below the server, content), in this round: what
        failed before and was mended by trying again is no success."""
        assert self.status == 0, self
        assert self.count(", next try in") == rounds - 1, f"not in round {rounds}: {self}"
        got = [(f["url"].removeprefix(f"tftp://{SERVER}/"), f["bytes"], f["sha256"])
               for f in self.report["files"]]
        assert got == [(name, len(data), sha(data)) for name, data in files], self
        return self.report["cmdline"]


class Run:
    """A pxe boot that is still going on."""

    def __init__(self, site, args):
        self.err = site.lab.dir / f"boot-{time.monotonic_ns()}"
        self.out = self.err.with_suffix(".out")
        with open(self.err, "wb") as err, open(self.out, "wb") as out:
            self.process = subprocess.Popen(site.command(args), stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=err, start_new_session=True)
        site.lab.processes.append(self.process)

    def said(self):
        return self.err.read_text()

    def wait_line(self, *words, seconds=20, times=1):
        """Wait until a line with all these words was said so many times."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            lines = self.said().splitlines()
            if sum(all(w in line for w in words) for line in lines) >= times:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no line with {words} in\n{self.said()}")

    def worker(self):
        """The process id of the worker, or None between two of them."""
        boss = self.process.pid
        try:
            return int(Path(f"/proc/{boss}/task/{boss}/children").read_text().split()[0])
        except (IndexError, FileNotFoundError):
            return None

    def end(self, seconds=60):
        self.process.wait(seconds)
        return Result(self.process.returncode, self.out.read_text(), self.said())


class Site:
    """The two machines. Nothing serves until it is told to."""

    def __init__(self, lab, pxe):
        self.lab, self.pxe = lab, pxe
        self.client, self.server = lab.netns("client"), lab.netns("server")
        lab.veth(self.client, "eth0", self.server, "eth0", None, f"{SERVER}/24")
        self.client.ip("link", "set", "eth0", "address", MAC)
        self.root = lab.tree({})
        self.kernel, self.initrd = kernel(), noise(30_001, 3)
        self.put({"kernel": self.kernel, "initrd": self.initrd})

    def third(self, name="router", addr="10.9.0.2/24"):
        """A third machine on the same link; the server's address moves to a bridge."""
        other = self.lab.netns(name)
        self.server.ip("link", "add", "br0", "type", "bridge")
        self.lab.veth(other, "eth0", self.server, "peer", addr, None)
        for port in ("eth0", "peer"):
            self.server.ip("link", "set", port, "master", "br0")
        self.server.ip("addr", "flush", "dev", "eth0")
        self.server.ip("addr", "add", f"{SERVER}/24", "dev", "br0")
        self.server.ip("link", "set", "br0", "up")
        return other

    def put(self, files):
        self.lab.tree(files)

    def tftp(self, *args):
        return self.lab.tftpd_hpa(self.server, self.root, *args, addr=SERVER)

    def dhcp(self, *args, boot=("pxelinux.0",), lease="2m", wait=True):
        args = list(args)
        if boot:
            args.append("--dhcp-boot=" + ",".join(boot))
        return self.lab.dnsmasq(self.server, f"--dhcp-range=10.9.0.40,10.9.0.60,{lease}",
                                f"--dhcp-host={MAC},{CLIENT}", "--no-ping", "--dhcp-authoritative",
                                "--leasefile-ro", *args)

    def serve(self, files=None, *args, **kw):
        """Configuration and whatever else in `files`, and both servers."""
        self.put(files or {DEFAULT: config()})
        self.tftp()
        return self.dhcp(*args, **kw)

    def command(self, args):
        return ["ip", "netns", "exec", self.client.name, str(self.pxe), "boot", "--dry-run",
                "--json", "-i", "eth0", *map(str, args)]

    def start(self, *args, timeout=60):
        return Run(self, ["--timeout", timeout, *args])

    def boot(self, *args, timeout=20):
        return self.start(*args, timeout=timeout).end(timeout + 30)
