# SPDX-License-Identifier: MIT
"""Programs that a run starts: none outlives it, not even when it is killed."""
import os
import re
import subprocess

from lab import state


class Failed(Exception):
    """The lab itself failed, not the guest's command."""


def dying_with_us(args, sig="KILL"):
    """The kernel sends @sig to this program when the thread that started it is gone."""
    return ["setpriv", "--pdeathsig", sig, "--", *map(str, args)]


def environment(folder):
    """QEMU leaves what a guest wrote in a temporary file, when it is killed."""
    return dict(os.environ, TMPDIR=folder, **{state.MARK: folder})


def start(folder, args, log, inside=(), **kw):
    """Start a server of a run. It is found by its mark and, unless @inside keeps it from that, told of
    our end. @inside: a command that leads into a namespace
    @log: the file for what it says"""
    with open(log, "ab") as out:
        # In a group of its own, so that Ctrl-C is ours alone to handle.
        return subprocess.Popen([*inside, *dying_with_us(args)], stdin=subprocess.DEVNULL, stdout=out,
                                stderr=out, env=environment(folder), start_new_session=True, **kw)


def stop(process, seconds=3):
    """End a program in its own way, or else the hard one."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def run(folder, args, inside=(), **kw):
    """Run a tool to its end. What it said on a failure is the reason of ours."""
    done = subprocess.run([*inside, *map(str, args)], capture_output=True, text=True, check=False,
                          env=environment(folder), **kw)
    if done.returncode:
        raise Failed("%s: %s" % (args[0], (done.stderr or done.stdout).strip() or
                                 "ended with status %d" % done.returncode))
    return done.stdout


def last_lines(path, count=15):
    """The end of a log, printable: a guest may have written anything."""
    try:
        with open(path, "rb") as f:
            f.seek(max(0, os.path.getsize(path) - 65536))
            text = f.read().decode("utf-8", "replace")
    except OSError:
        return []
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = ["".join(c if c.isprintable() else "?" for c in line).rstrip() for line in lines]
    return [line for line in lines if line][-count:]
