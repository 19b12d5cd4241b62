# SPDX-License-Identifier: MIT
"""The image as it was built boots kernels of other ages: those of three Debians, each from the machine's
firmware to the payload. Whether these kernels may be the loader's own is asked as well."""

import gzip
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARCH = os.environ.get("PXEHOP_ARCH", "s390x")
BUILD = ROOT / "build" / ARCH
# What `make check-payloads` unpacked: {suite: its folder}
SUITES = dict(word.split("=", 1) for word in os.environ.get("PXEHOP_PAYLOADS", "").split())
LOGS = ROOT / "build/results/payloads"
SECONDS = 600
# What a kernel that was started by UEFI hands to the next one: that there is UEFI, and its memory's map.
UEFI = {"x86_64": {"/sys/firmware/efi/fw_platform_size": "64", "/sys/firmware/efi/runtime-map/0/num_pages": "0x"}}
RELEASE = r"\d+\.\d+\S*"


def kernel_of(package):
    """A kernel and its release. From 7.x on Debian has it with the modules."""
    (found,) = [*package.glob("boot/vmlinu[xz]-*"), *package.glob("usr/lib/modules/*/vmlinuz")]
    return found, found.name.partition("-")[2] or found.parent.name


def test_there_are_payloads():
    assert SUITES, "PXEHOP_PAYLOADS names none; `make check-payloads` does"


def config_of(package):
    (found,) = [*package.glob("boot/config-*"), *package.glob("usr/lib/modules/*/config")]
    return found.read_text(encoding="ascii")


@pytest.mark.parametrize("suite", SUITES)
def test_kernel_alone_tells_whether_it_has_kexec_of(suite, tmp_path):
    """deps/kernel.py gets the file alone; the package's configuration says what is right."""
    package = ROOT / SUITES[suite]
    kernel = tmp_path / "vmlinuz"
    kernel.symlink_to(kernel_of(package)[0].resolve())
    got = subprocess.run([ROOT / "deps/kernel.py", kernel, "", tmp_path / "out"], text=True, check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if re.search(r"^CONFIG_KEXEC(_FILE)?=y$", config_of(package), re.M):
        assert (got.returncode, got.stdout) == (0, "")
    else:
        assert got.returncode != 0 and "built without kexec" in got.stdout, got.stdout


@pytest.mark.parametrize("suite", SUITES)
def test_loader_boots_the_kernel_of(suite, tmp_path):
    for part in BUILD.iterdir():
        if part.is_file() or part.name == "rpi":
            (tmp_path / part.name).symlink_to(part.resolve())
    kernel, release = kernel_of(ROOT / SUITES[suite])
    data = kernel.read_bytes()
    # One of them is what the machine's row in tests/boot/machines.py names.
    for name, content in (("payload.vmlinuz", data), ("payload.vmlinuz.gz", gzip.compress(data, 1))):
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name).write_bytes(content)
    shown = UEFI.get(ARCH, {})
    got = subprocess.run([ROOT / "tests/boot/run", "--arch", ARCH, "--build", tmp_path, "--timeout", str(SECONDS),
                          "--append", " ".join(f"payload.show={file}" for file in shown)],
                         text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         errors="replace", timeout=SECONDS + 60, check=False)
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"{ARCH}-{suite}.log").write_text(got.stdout)
    assert got.returncode == 0 and "next try in" not in got.stdout, got.stdout[-4000:]
    ran = re.search(rf"pxehop payload: kernel ({RELEASE}) on", got.stdout)[1]
    assert ran == release
    for file, value in shown.items():
        assert re.search(rf"pxehop payload: {file}: {value}", got.stdout), got.stdout[-4000:]
