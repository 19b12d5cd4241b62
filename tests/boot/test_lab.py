# SPDX-License-Identifier: MIT
"""The board lab, from its command line: firmware, loader, a small Debian, SSH."""
import os
import signal
import subprocess
import time

import pytest

from labrig import SAID, UNAME, command, cross_built, lab, own_runs, qemus

ARCHS = ("s390x", "armhf")


@pytest.fixture
def lab_env():
    with own_runs() as env:
        yield env


@pytest.mark.seconds(60)
def test_command_on_an_ethernet(lab_env, tmp_path):
    """Output, errors, standard input and status are the command's; files go in and come out, and a folder is
    there over NFS; a C program for the guest finds itself on the guest; the frames on the bridge are on record
    from the firmware's first one."""
    (tmp_path / "tool").write_text("#!/bin/sh\nuname -m; id -un; ./answer; cat - /mnt/shared\n"
                                   "echo $WORD | tee made >/mnt/made; echo bad >&2; exit 7\n")
    (tmp_path / "mnt").mkdir()
    (tmp_path / "mnt").chmod(0o777)
    (tmp_path / "mnt/shared").write_text("over NFS\n")
    (tmp_path / "tool").chmod(0o755)
    got = lab(lab_env, "--net", "tap", "--boot-timeout", "500", "--pcap", tmp_path / "pcap", "--user", "shell",
              "--put", tmp_path / "tool", "--put", cross_built(tmp_path), "--get", "made", "--env", "WORD=a b",
              "--nfs", f"{tmp_path / 'mnt'}:rw", "--", "./tool", input="typed\n", cwd=tmp_path)
    assert (got.stdout, got.stderr, got.returncode) == (f"{UNAME}\nshell\n{SAID}\ntyped\nover NFS\n", "bad\n", 7)
    assert (tmp_path / "made").read_text() == (tmp_path / "mnt/made").read_text() == "a b\n"
    said = subprocess.run(["tcpdump", "-nr", tmp_path / "pcap", "udp"], capture_output=True, text=True,
                          check=True).stdout
    assert "10.9.0.1.67 > " in said and "pxelinux.cfg/01-52-54-00-" in said


def test_boot_that_comes_to_nothing(lab_env):
    """The status is the lab's, and the console's end is told."""
    got = lab(lab_env, "--boot-timeout", "3", "--", "true")
    assert got.returncode == 125 and got.stdout == ""
    assert "not there within 3 s" in got.stderr and "console" in got.stderr


def test_killed_runs_leave_nothing(lab_env):
    """A run is killed with its namespace, servers and QEMU up; what is left the next one removes."""
    run = subprocess.Popen(command("--net", "tap", "--", "true"), env=lab_env, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (pids := qemus(lab_env["TMPDIR"])):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    while any(os.path.exists(f"/proc/{pid}/exe") for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert os.listdir(lab_env["TMPDIR"])
    assert lab(lab_env, "--boot-timeout", "1", "--", "true").returncode == 125
