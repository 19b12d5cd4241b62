# SPDX-License-Identifier: MIT
"""`mkimage rpi`: the folder of a board, file by file."""
import gzip
import os
import pathlib
import shutil
import struct
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "build/host/mkimage"
TREE = """/dts-v1/; / { compatible = "raspberrypi,x"; cpus { %s
	cpu@0 { device_type = "cpu"; %s }; cpu@1 { device_type = "cpu"; %s }; }; };"""
METHOD = 'enable-method = "%s";'
# The end mark of a cpio archive, which is all of it.
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!" + bytes(4)


def image64():
    head = bytearray(0x1000)
    struct.pack_into("<QQQ", head, 8, 0, 0x2000, 0xa)
    head[0x38:0x3c] = b"ARM\x64"
    return bytes(head)


def zimage():
    head = bytearray(0x1000)
    struct.pack_into("<IIIII", head, 0x24, 0x016f2818, 0, 0x1000, 0x04030201, 0x45454545)
    return bytes(head)


def run(d, *args):
    return subprocess.run([OURS, "rpi", *map(str, args)], cwd=d, capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin"}, timeout=60, umask=0o022)


@pytest.fixture
def d(tmp_path):
    (tmp_path / "k64").write_bytes(image64())
    (tmp_path / "k32").write_bytes(zimage())
    (tmp_path / "kgz").write_bytes(gzip.compress(image64(), mtime=0))
    (tmp_path / "i").write_bytes(INITRD)
    for name, around, first, second in (
            ("spin", "", "spin-table", "spin-table"), ("psci", "", "psci", "psci"),
            ("half", "", "psci", "spin-table"), ("one", "", "", ""),
            ("arm32", "brcm,bcm2836-smp", "", "")):
        text = TREE % tuple(METHOD % m if m else "" for m in (around, first, second))
        subprocess.run(["dtc", "-q", "-O", "dtb", "-o", tmp_path / f"{name}.dtb"],
                       input=text.encode(), check=True)
    return tmp_path


def files(d):
    return {str(p.relative_to(d / "out")): p.read_bytes() for p in (d / "out").rglob("*")
            if p.is_file()}


def settings(d, folder="9ffefdef"):
    return [line for line in (d / "out" / folder / "config.txt").read_text().splitlines()
            if not line.startswith("#")]


def test_the_whole_folder(d):
    shutil.copy(d / "psci.dtb", d / "o.dtbo")
    result = run(d, "--serial", "9FFEFDEF", "-k", "k64", "-i", "i", "-b", "spin.dtb", "--overlay",
                 "o.dtbo", "-c", "console=ttyS0", "-o", "out")
    assert result.returncode == 0, result.stderr
    got = files(d)
    readme = got.pop("9ffefdef/README.txt")
    assert readme.count(b"start4.elf") >= 1 and b"Pi 5" not in readme  # its NIC needs RP1
    got.pop("9ffefdef/config.txt")
    assert got == {
        "9ffefdef/kernel8.img": image64(), "9ffefdef/initramfs": INITRD,
        "9ffefdef/cmdline.txt": b"console=ttyS0 nr_cpus=1\n",
        "9ffefdef/spin.dtb": (d / "spin.dtb").read_bytes(),
        "9ffefdef/overlays/o.dtbo": (d / "psci.dtb").read_bytes()}
    assert settings(d) == ["arm_64bit=1", "kernel=kernel8.img", "initramfs initramfs followkernel",
                           "device_tree=spin.dtb", "enable_uart=1"]


@pytest.mark.parametrize("kernel,name,wide", [
    ("k64", "kernel8.img", 1), ("kgz", "kernel8.img", 1), ("k32", "kernel7.img", 0)])
def test_kernels(d, kernel, name, wide):
    assert run(d, "--serial", "9ffefdef", "-k", kernel, "-i", "i", "-o", "out").returncode == 0
    assert (d / "out/9ffefdef" / name).read_bytes() == (d / kernel).read_bytes()
    assert settings(d)[:2] == [f"arm_64bit={wide}", f"kernel={name}"]
    assert not any(line.startswith("device_tree") for line in settings(d))


def test_real_11_a_cut_kernel_is_refused(d):
    (d / "cut").write_bytes((d / "kgz").read_bytes()[:-9])
    result = run(d, "--serial", "9ffefdef", "-k", "cut", "-i", "i", "-o", "out")
    assert result.returncode == 1 and "cut: the file is cut off" in result.stderr
    assert not (d / "out").exists()


@pytest.mark.parametrize("trees,cmdline,want", [
    (["spin"], "a", "a nr_cpus=1"), (["psci"], "a", "a"), (["half"], "a", "a nr_cpus=1"),
    (["one"], "a", "a"), (["arm32"], "a", "a nr_cpus=1"), (["psci", "spin"], "a", "a nr_cpus=1"),
    (["spin"], "nr_cpus=4 b", "nr_cpus=4 b"), (["spin"], "maxcpus=1", "maxcpus=1 nr_cpus=1"),
    (["spin"], "", "nr_cpus=1"), ([], "a", "a"), (["spin"], "  a  ", "a nr_cpus=1")])
def test_one_cpu_where_others_cannot_be_stopped(d, trees, cmdline, want):
    args = [a for tree in trees for a in ("-b", f"{tree}.dtb")]
    assert run(d, "--serial", "9ffefdef", "-k", "k64", "-i", "i", "-c", cmdline, *args, "-o",
               "out").returncode == 0
    assert (d / "out/9ffefdef/cmdline.txt").read_text() == want + "\n"


@pytest.mark.parametrize("serial,folder", [
    ("10000000abcdef01", "abcdef01"), ("ABCDEF01", "abcdef01"),
    ("DC:A6:32:01:02:03", "dc-a6-32-01-02-03"), ("dc-a6-32-01-02-03", "dc-a6-32-01-02-03")])
def test_names_of_folders(d, serial, folder):
    assert run(d, "--serial", serial, "-k", "k64", "-i", "i", "-o", "out").returncode == 0
    assert os.listdir(d / "out") == [folder]


def test_what_lies_there_stays(d):
    (d / "out/9ffefdef").mkdir(parents=True)
    (d / "out/9ffefdef/start4.elf").write_bytes(b"firmware")
    (d / "out/9ffefdef/kernel8.img").write_bytes(b"old")
    for _ in range(2):
        assert run(d, "--serial", "9ffefdef", "-k", "k64", "-i", "i", "-i", "i", "-o",
                   "out").returncode == 0
    got = files(d)
    assert got["9ffefdef/start4.elf"] == b"firmware" and got["9ffefdef/kernel8.img"] == image64()
    assert got["9ffefdef/initramfs"] == INITRD + INITRD


@pytest.mark.parametrize("args", [
    (), ("-k", "k64", "-i", "i"), ("--serial", "9ffefdef", "-i", "i"),
    ("--serial", "9ffefdef", "-k", "k64"),
    ("--serial", "9ffefdef", "-k", "k64", "-i", "i", "-c", "two\nlines"),
    ("--serial", "9ffefdef", "-k", "k64", "-i", "i", "-c", "x" * 2033),
    ("--serial", "9ffefdef", "-k", "k64", "-i", "i", "more"),
])
def test_wrong_usage(d, args):
    result = run(d, *args, "-o", "out")
    assert result.returncode == 2 and result.stderr and not (d / "out").exists()


@pytest.mark.parametrize("serial,kernel,args,word", [
    ("9ffefde", "k64", (), "digits"), ("../../etc", "k64", (), "digits"),
    ("9ffefdeg", "k64", (), "digits"), ("", "k64", (), "digits"),
    ("9ffefdef", "i", (), "i: "), ("9ffefdef", "missing", (), "No such file"),
    ("9ffefdef", "k64", ("-b", "i"), "not a device tree"),
    ("9ffefdef", "k64", ("-b", "missing"), "No such file"),
    ("9ffefdef", "k64", ("-i", "missing"), "No such file"),
    ("9ffefdef", "uimage", (), "cannot start"),
])
def test_hazard_94_99_bad_input_leaves_nothing(d, serial, kernel, args, word):
    subprocess.run([OURS, "uimage", "-A", "arm64", "-C", "none", "-d", "k64", "-o", "uimage"],
                   cwd=d, check=True)
    result = run(d, "--serial", serial, "-k", kernel, "-i", "i", *args, "-o", "out")
    assert result.returncode == 1 and word in result.stderr and not (d / "out").exists()
