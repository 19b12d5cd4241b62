# SPDX-License-Identifier: MIT
"""The rescue shell, and what it shows of PID 1 and the worker: nothing leaks, and killing either
does not end a boot."""

import re
import time

import pytest
from guest import RETRY, reached

LOADER = "console=ttysclp0"
MIB = 1024  # in KiB, as /proc counts


def status_of(g, pid):
    """/proc/PID/status as a dictionary; empty when there is no such process."""
    text = g.run(f"cat /proc/{pid}/status 2>/dev/null")
    return {k: v.strip() for k, _, v in (line.partition(":") for line in text.splitlines())}


def worker_of(g):
    """The process that runs as nobody."""
    found = g.run("grep -l '^Uid:.65534.65534.65534.65534' /proc/[0-9]*/status 2>/dev/null")
    pids = re.findall(r"/proc/(\d+)/status", found)
    assert len(pids) <= 1, found
    return pids[0] if pids else None


def wait_worker(g, other_than=None, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid = worker_of(g)
        if pid and pid != other_than:
            return pid
        # Each process has its code at another address. QEMU translates it anew and keeps it all, and with
        # that of thousands of processes the jump takes minutes.
        time.sleep(0.5)
    raise AssertionError(f"no worker within {seconds} s")


def wait_downloaded(g):
    """Until PID 1 holds what is to be booted."""
    g.run("until ls -l /proc/1/fd | grep -q memfd; do sleep 0.1; done")


def kib(status, field):
    return int(status[field].split()[0])


def test_shell_runs_commands_and_exit_goes_on(tree, boot):
    g = boot(tree, direct=LOADER)
    g.shell()
    assert g.run("uname -m") == "s390x"
    g.run("until ip addr show eth0 | grep -q 10.0.2.15/24; do sleep 0.1; done")
    assert "No such" in g.run("cat /nosuch")
    assert g.run("test -t 0 && echo terminal") == "terminal"
    g.send("exit\n")
    g.wait(r"^the shell has ended, going on$")
    g.wait(r"no configuration under any.*" + RETRY)  # said meanwhile, and not lost
    tree.config()
    rounds = len(re.findall(RETRY, g.text)) + 1
    reached(g, rounds=rounds)


def test_boot_waits_for_the_shell(tree, boot):
    tree.config()
    g = boot(tree, direct=LOADER)
    g.shell()
    wait_downloaded(g)
    assert g.run("echo still here") == "still here"
    assert "jumping" not in g.text
    g.send("exit\n")
    g.wait(r"^all is downloaded; it starts when the shell on /dev/ttysclp0 ends$")
    reached(g)


@pytest.mark.seconds(60)
def test_worker_killed_ten_times_and_nothing_leaks(tree, boot, wire):
    tree.config()
    wire.slow("8mbit")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct=LOADER)
    g.shell()
    pid = wait_worker(g)
    fds = g.run("ls /proc/1/fd | wc -l")
    for n in range(10):
        time.sleep(n % 4 * 0.8)  # asleep, asking for an address, at the kernel
        assert g.run(f"kill -9 {pid}; echo $?") == "0"
        pid = wait_worker(g, pid)
    assert g.run("ls /proc/1/fd | wc -l") == fds
    assert g.run("grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null") == ""
    wire.fast()
    g.send("exit\n")
    reached(g)
    assert g.text.count("worker: killed by signal 9") == 10


def test_memory_and_rights(tree, boot):
    """A worker that has downloaded holds its payload, which is not counted as its own, and little
    else; it is nobody, without rights, and cannot get any."""
    tree.config()
    g = boot(tree, direct=LOADER)
    g.shell()
    worker = wait_worker(g)
    wait_downloaded(g)
    own = status_of(g, worker)
    assert kib(own, "RssAnon") + kib(own, "RssFile") <= 4 * MIB
    assert kib(own, "VmHWM") <= 4 * MIB + 6 * MIB  # the kernel is mapped once, to be checked
    assert set(own["CapEff"]) == set(own["CapPrm"]) == {"0"}
    assert own["NoNewPrivs"] == "1" and own["Seccomp"] == "2"
    first = status_of(g, 1)
    assert kib(first, "VmRSS") <= 1 * MIB
    assert g.run("cat /proc/sys/kernel/panic") != "0"


def test_pid1_cannot_be_killed_and_sigterm_reboots(tree, boot):
    g = boot(tree, direct=LOADER)
    g.shell()
    for sig in (9, 11, 6, 1, 13):
        g.run(f"kill -{sig} 1")
    assert g.run("echo alive") == "alive"
    assert "Kernel panic" not in g.text
    g.send("kill -15 1\n")
    g.wait(r"told to reboot")
    g.wait_end()
