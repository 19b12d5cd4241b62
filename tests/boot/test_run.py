# SPDX-License-Identifier: MIT
"""`make run` as users start it without a terminal: the exit status tells the truth."""

import os
import shutil
import subprocess

import guest as guests

PARTS = ("pxelinux.0", "payload.vmlinuz", "payload.cpio.gz")


def run(build, *args):
    return subprocess.run([guests.ROOT / "tests/boot/run", "--build", build, *args], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, errors="replace", timeout=400)


def copy(built, tmp_path):
    for part in PARTS:
        os.symlink(built(part).resolve(), tmp_path / part)
    return tmp_path


def test_run_ends_in_the_payload_and_powers_off(built, tmp_path):
    got = run(copy(built, tmp_path), "--append", "a=word")
    assert got.returncode == 0 and guests.in_round(got.stdout, 1), got.stdout[-4000:]
    assert "pxehop payload: reached" in got.stdout
    assert " a=word " in got.stdout.split("pxehop payload: command line: ")[1].split("\n")[0] + " "
    stages = got.stdout.split("\nstages:\n")[1]
    for name in ("firmware", "first kernel", "our init", "lease", "configuration", "jump",
                 "second kernel", "payload"):
        assert f"  {name} " in stages, stages


def test_run_fails_when_the_payload_does_not_report(built, tmp_path):
    build = copy(built, tmp_path)
    os.unlink(build / "payload.cpio.gz")
    shutil.copy(built("payload.vmlinuz"), build / "payload.cpio.gz")  # no initrd at all
    got = run(build, "--timeout", "60")
    assert got.returncode == 1
    assert "the payload did not report" in got.stdout
