# SPDX-License-Identifier: MIT
"""One start of a guest in QEMU, measured at its console: when each stage was reached, what QEMU had
taken of this machine's CPUs by then, and how many instructions the guest had run."""

import os
import re
import select
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from table import Failed


class Stage:
    """@name is reached where @pattern is found behind the stage before. @reply is typed then."""

    def __init__(self, name, pattern, reply=None):
        self.name, self.pattern, self.reply = name, re.compile(pattern), reply


def run(command, stages, seconds, plugin=None):
    """Start @command and wait for its stages in their order; the guest is killed at the last one.
    Returns {name: {"s": seconds since the start, "cpu_s": QEMU's}}, with @plugin (insns.so) also
    "instructions", which make the seconds longer. Raises Failed with the end of the console when a
    stage is not reached in @seconds."""
    with tempfile.NamedTemporaryFile(prefix="pxehop-insns-") as counter:
        counter.write(bytes(8))
        counter.flush()
        command = [*map(str, command), "-nographic", "-no-reboot"]
        if plugin:
            command += ["-plugin", f"{plugin},out={counter.name}"]
        began = time.monotonic()
        qemu = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, bufsize=0, start_new_session=True)
        try:
            return _follow(qemu, stages, began, began + seconds, counter if plugin else None)
        finally:
            qemu.kill()
            qemu.wait()
            qemu.stdin.close()
            qemu.stdout.close()


def _follow(qemu, stages, began, deadline, counter):
    text, at, figures, left = "", 0, {}, list(stages)
    while left:
        found = left[0].pattern.search(text, at)
        if found:
            stage, at = left.pop(0), found.end()
            figures[stage.name] = figures_of(qemu.pid, began, counter)
            if stage.reply is not None:
                qemu.stdin.write(stage.reply.encode())
            continue
        wait = deadline - time.monotonic()
        data = b""
        if wait > 0 and select.select([qemu.stdout], [], [], wait)[0]:
            data = os.read(qemu.stdout.fileno(), 65536)
        if not data:
            raise Failed(f"{left[0].name!r} was not reached; the console's end:\n" +
                         "\n".join(text.splitlines()[-15:]))
        text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode("latin-1")).replace("\r", "\n")
    return figures


def figures_of(pid, began, counter=None):
    """What QEMU with this process id has taken since @began."""
    ticks = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    it = {"s": round(time.monotonic() - began, 3),
          "cpu_s": sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")}
    if counter:
        counter.seek(0)
        it["instructions"] = struct.unpack("=Q", counter.read(8))[0]
    return it
