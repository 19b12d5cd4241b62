# SPDX-License-Identifier: MIT
"""deps/kernel.py takes kernels that can boot another, and says why it does not take the others."""

import gzip
import lzma
import os
import random
import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# As much as a kernel has at least, and little of it compresses away.
BODY = b"Linux version 6.1.0" + random.Random(1).randbytes(1 << 20)
WITH = b"\nCONFIG_KEXEC=y\n"
WITHOUT = b"\n# CONFIG_KEXEC is not set\n# CONFIG_KEXEC_FILE is not set\n"


def own(config):
    """What CONFIG_IKCONFIG puts into an image."""
    return b"IKCFG_ST" + gzip.compress(config) + b"IKCFG_ED"


@pytest.fixture
def take(tmp_path, script):
    out = tmp_path / "out"
    out.write_bytes(b"old")

    def run(kernel, modules="", want=None):
        got = script("kernel.py", kernel, modules, out)
        if got.returncode:
            assert got.returncode == 1 and "Traceback" not in got.stdout
            assert out.read_bytes() == b"old"
        elif want is not None:
            assert out.read_bytes() == want
        return got

    return run


def refused(got):
    return got.returncode == 1 and "built without kexec" in got.stdout and \
        "KERNEL=small" in got.stdout


# Where distributions put kernel and configuration: both below the root of a package.
PLACES = {
    "Debian until 6.12": ("boot/vmlinuz-6.1.0-x", "boot/config-6.1.0-x"),
    "Debian from 7.x on": ("usr/lib/modules/7.2-x/vmlinuz", "usr/lib/modules/7.2-x/config"),
    "Fedora": ("lib/modules/6.9-x/vmlinuz", "lib/modules/6.9-x/config"),
    "SUSE": ("boot/vmlinux-6.4-x", "boot/config-6.4-x"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("config, good", [(WITH, True), (WITHOUT, False),
                                          (b"\nCONFIG_KEXEC_FILE=y\n", True)])
def test_the_configuration_tells(tmp_path, take, place, config, good):
    kernel, beside = (tmp_path / "root" / path for path in PLACES[place])
    kernel.parent.mkdir(parents=True)
    kernel.write_bytes(BODY)
    beside.write_bytes(config)
    for given in (tmp_path / "root", kernel):
        got = take(given, want=BODY)
        assert got.returncode == 0 if good else refused(got), got.stdout


def test_the_configuration_with_the_modules(tmp_path, take):
    (tmp_path / "k").write_bytes(BODY)
    (tmp_path / "6").mkdir()
    (tmp_path / "6/config").write_bytes(WITHOUT)
    assert refused(take(tmp_path / "k", tmp_path / "6"))


IMAGES = {
    "plain": lambda inner: inner,
    "packed by xz, somewhere": lambda inner: b"\0" * 5000 + lzma.compress(inner) + b"tail" * 99,
    "packed by gzip, behind false marks": lambda inner: b"\0\x1f\x8b\x08BZhBZh]\0\0\x80\0" +
        b"\0" * 77 + gzip.compress(inner, mtime=0) + b"tail",
}


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("inside, good", [
    (own(WITH), True), (own(WITHOUT), False), (b"kexec_load_disabled", True), (b"", False),
], ids=["its configuration has it", "its configuration has not", "a word has it", "no word has it"])
def test_the_image_itself_tells(tmp_path, take, image, inside, good):
    (tmp_path / "k").write_bytes(IMAGES[image](BODY + inside))
    got = take(tmp_path / "k", want=IMAGES[image](BODY + inside))
    assert got.returncode == 0 if good else refused(got), got.stdout


def test_where_nothing_tells_it_goes_on(tmp_path, take):
    (tmp_path / "k").write_bytes(random.Random(2).randbytes(1 << 20))
    got = take(tmp_path / "k")
    assert got.returncode == 0 and "nothing tells whether it has kexec" in got.stdout


def zboot(inner):
    packed = gzip.compress(inner)
    return struct.pack("<2sxx4sII8x32s", b"MZ", b"zimg", 64, len(packed), b"gzip").ljust(64, b"\0") + \
        packed + b"signature"


@pytest.mark.parametrize("pack", [gzip.compress, zboot])
def test_what_a_firmware_cannot_start_is_unpacked(tmp_path, take, pack):
    inner = BODY + own(WITH)
    (tmp_path / "vmlinuz-6").write_bytes(pack(inner))
    assert take(tmp_path / "vmlinuz-6", want=inner).returncode == 0


@pytest.mark.parametrize("data", [b"\x1f\x8b\x08" + b"\0" * 99, zboot(BODY)[:5000]], ids=["gzip", "zboot cut off"])
def test_what_does_not_unpack_is_said(tmp_path, take, data):
    (tmp_path / "k").write_bytes(data)
    assert "does not unpack" in take(tmp_path / "k").stdout


def test_no_kernel_and_several(tmp_path, take):
    assert "no such file" in take(tmp_path / "none").stdout
    (tmp_path / "root/boot").mkdir(parents=True)
    assert "no kernel in it" in take(tmp_path / "root").stdout
    for name in ("vmlinuz-1", "vmlinuz-2"):
        (tmp_path / "root/boot" / name).write_bytes(BODY)
    assert "several: " in take(tmp_path / "root").stdout


# armel's distribution has none.
SMALL = {arch: f"build/{arch}/linux" for arch in ("s390x", "arm64", "armhf", "x86_64")}
DEBIAN = {"s390x": "build/deps/s390x/linux", "arm64": "build/deps/arm64/linux",
          "armhf": "build/deps/armhf/linux", "x86_64": "build/deps/amd64/linux"}
DEFAULT = {**DEBIAN, "s390x": SMALL["s390x"], "armel": "build/armel/linux"}


@pytest.mark.parametrize("words, want", [([], DEFAULT), (["KERNEL=small"], SMALL), (["KERNEL=debian"], DEBIAN)],
                         ids=["nothing", "small", "debian"])
def test_which_kernel_is_taken(words, want):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "KERNEL"))}
    for arch, kernel in want.items():
        said = subprocess.run(["make", "-nB", "-C", ROOT, f"ARCH={arch}", *words, f"build/{arch}/vmlinuz"],
                              text=True, capture_output=True, check=True, env=env).stdout
        assert re.findall(r"deps/kernel\.py '([^']*)'", said) == [kernel], arch
