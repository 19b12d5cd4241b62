# SPDX-License-Identifier: MIT
"""The host's gdb on a program that runs in the guest. gdbserver's protocol goes through ssh's pipe, so
that no port is open anywhere; the program's libraries come the same way."""
import os
import shlex
import signal
import subprocess

from lab import child, ssh


def commands(server, program):
    """What gdb is told at its start. @server: the words of the command that leads to gdbserver"""
    return ["set confirm off", "set sysroot target:", "file " + program,
            # gdb hands the line to a shell.
            "target remote | " + shlex.join(server)]


def server(into, program, args, env):
    """ssh to a gdbserver on the program in the user's home, which speaks to its standard input."""
    path = "./" + os.path.basename(program)
    # Away from the terminal, whose Ctrl-C is for the program.
    return ["setsid", "-w", "ssh", "-F", into.config, "-q", "-T", ssh.HOST,
            ssh.quoted(["gdbserver", "--once", "-", path, *args], env)]


def debug(into, program, args, env):
    """Copy the program into the guest and debug it there; returns gdb's status."""
    into.put([program])
    words = ["gdb-multiarch", "-q"]
    for command in commands(server(into, program, args, env), os.path.abspath(program)):
        words += ["-ex", command]
    # Ctrl-C is gdb's, which stops the program.
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.run(child.dying_with_us(words), env=child.environment(into.folder), check=False).returncode
