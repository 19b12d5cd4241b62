# SPDX-License-Identifier: MIT
"""Each machine of an architecture, from its firmware to the payload, with what `make image` left.

`make run` starts the first of them; its own options and failures are for test_run.py."""
import json
import os
import re
import subprocess

import pytest

import guest as guests
from conftest import ARCH
from machines import MACHINES

ARCHS = ("x86_64", "arm64", "armhf", "armel")


# Loaded by QEMU itself, with what the firmware would have made of its files.
NO_FIRMWARE = ("raspi3b", "versatilepb")
SLOW = {"raspi3b": 120}  # its network is: USB
# Beside the initrd's own files, from the archive behind it.
TOLD = ("/run/pxehop/boot.json", "/run/pxehop/lease.json", "/.extra/pxehop/boot.json")


def told(text, path):
    """A file that the payload showed."""
    shown = text.split(f"pxehop payload: {path}: ")[1].replace("\r", "")
    return json.loads(shown[:shown.index("\n}") + 2])


def check_told(text):
    boot, lease, extra = (told(text, path) for path in TOLD)
    assert boot == extra and boot["version"] == lease["version"] == 1
    assert boot["label"] == "payload" and "pxelinux.cfg/default" in boot["configuration"]
    stages = [s["stage"] for s in boot["stages"] if s["stage"] != "firmware"]
    assert stages == ["kernel", "drivers", "link", "lease", "config", "file", "file"], boot
    assert all(s["bytes"] for s in boot["stages"] if s["stage"] == "file"), boot
    # U-Boot may have a lease of its own, for it says another client identifier
    assert lease["address"] in ("10.0.2.15", "10.0.2.16") and lease["boot"]["server_ip"] == "10.0.2.2", lease
    # And on the console, with what came after the archive was made.
    table = text[text.index("where the time went"):text.index("jumping into the new kernel")]
    lines = re.findall(r"^  (\w+) +\d+ ms", table, re.M)
    assert [s for s in lines if s != "firmware"] == [*stages, "load", "jump"], table


@pytest.mark.parametrize("machine", [
    pytest.param(name, marks=pytest.mark.seconds(SLOW.get(name, 40))) for name in MACHINES[ARCH]])
def test_from_firmware_to_payload(machine, built, tmp_path):
    for part in os.listdir(built(".")):
        if part == "rpi" or (built(".") / part).is_file():
            os.symlink(built(part).resolve(), tmp_path / part)
    log = guests.ROOT / "build/results/boot" / f"{ARCH}_{machine}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(
        [guests.ROOT / "tests/boot/run", "--arch", ARCH, "--machine", machine, "--build", tmp_path,
         "--append", " ".join(["a=word", *(f"payload.show={path}" for path in TOLD)]),
         "--timeout", "600"],
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        errors="replace", timeout=700)
    log.write_text(got.stdout)
    assert got.returncode == 0 and guests.in_round(got.stdout, 1), got.stdout[-4000:]
    said = got.stdout.split("pxehop payload: command line: ")[1].split("\n")[0]
    assert " a=word " in said + " " and "BOOTIF=01-" in said
    check_told(got.stdout)
    stages = got.stdout.split("\nstages:\n")[1]
    own = () if machine in NO_FIRMWARE else ("firmware", "image loaded")
    for name in (*own, "our init", "lease", "configuration", "jump", "second kernel", "payload"):
        assert f"  {name} " in stages, stages
