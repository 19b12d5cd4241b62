# SPDX-License-Identifier: MIT
"""deps/linux.sh around a made-up source that is configured, built and installed as Linux is."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Of what it is asked for it has not every option; it notes each time that it is built.
MAKEFILE = """
.PHONY: allnoconfig bzImage modules modules_install
allnoconfig:
	mkdir -p $(O)
	grep -v GHOST $(KCONFIG_ALLCONFIG) >$(O)/.config
bzImage:
	echo built >>$(dir $(lastword $(MAKEFILE_LIST)))/../../../built
	@echo '  CC      a.o'
	mkdir -p $(O)/arch/s390/boot $(O)/include/config
	cp $(O)/.config $(O)/arch/s390/boot/bzImage
	echo 6.1.5-pxehop >$(O)/include/config/kernel.release
	touch $(O)/System.map
	echo 'dev: $(CFLAGS_dev.o), udp: $(CFLAGS_udp.o), tcp: $(CFLAGS_tcp.o)' >>$(O)/arch/s390/boot/bzImage
	test ! -e $(dir $(lastword $(MAKEFILE_LIST)))/broken
modules:
modules_install:
	mkdir -p $(INSTALL_MOD_PATH)/lib/modules/6.1.5-pxehop/kernel
	touch $(INSTALL_MOD_PATH)/lib/modules/6.1.5-pxehop/modules.builtin
	ln -s /none $(INSTALL_MOD_PATH)/lib/modules/6.1.5-pxehop/build
"""


class Kernel:
    """A copy of the script in a folder of its own, where its build/deps/kernels is."""

    def __init__(self, top):
        self.top = top
        (top / "deps").mkdir()
        shutil.copy(ROOT / "deps/linux.sh", top / "deps/linux.sh")
        self.source("6.1.5-1")
        (top / "bin").mkdir()
        for tool in ("gcc", "ld"):
            self.tool(tool, "12.2")
        self.fragment("a", "CONFIG_A=y\n")
        self.fragment("b", "# words\n?CONFIG_B=m\n")

    def source(self, version, **files):
        package = self.top / "package"
        shutil.rmtree(package, ignore_errors=True)
        tree = self.top / "linux-source-6.1"
        tree.mkdir(exist_ok=True)
        (tree / "Makefile").write_text(MAKEFILE)
        for name, text in files.items():
            (tree / name).write_text(text)
        (package / "usr/src").mkdir(parents=True)
        subprocess.run(["tar", "-C", self.top, "-cJf", package / "usr/src/linux-source-6.1.tar.xz",
                        tree.name], check=True)
        (package / ".package").write_text(f"Package: linux-source-6.1\nVersion: {version}\n")

    def tool(self, name, version):
        path = self.top / "bin" / f"x-{name}"
        path.write_text(f"#!/bin/sh\necho {name} {version}\n")
        path.chmod(0o755)

    def fragment(self, name, text):
        (self.top / name).write_text(text)

    def make(self):
        return subprocess.run(
            [self.top / "deps/linux.sh", self.top / "package", "s390", "x", self.top / "out",
             "bzImage", "modules", "--", self.top / "a", self.top / "b"], text=True, check=False,
            env={**os.environ, "PATH": f"{self.top}/bin:{os.environ['PATH']}"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)

    def built(self):
        """How often the kernel was compiled."""
        log = self.top / "build/deps/built"
        return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def kernel(tmp_path):
    return Kernel(tmp_path)


def test_the_kernel_is_laid_out_like_a_package(kernel):
    got = kernel.make()
    assert got.returncode == 0, got.stdout
    out = kernel.top / "out"
    assert (out / "boot/vmlinuz-6.1.5-pxehop").read_text() == (
        "CONFIG_A=y\n# words\nCONFIG_B=m\ndev: , udp: , tcp: \n")
    assert (out / "boot/config-6.1.5-pxehop").exists()
    assert "Version: 6.1.5-1" in (out / ".package").read_text()
    assert sorted(os.listdir(out / "lib/modules/6.1.5-pxehop")) == ["kernel", "modules.builtin"]
    assert "files compiled" in got.stdout and "6.1.5-pxehop for s390" in got.stdout
    assert not list((kernel.top / "build/deps/kernels").glob("*.build"))


def test_files_that_are_optimized_for_speed(kernel):
    kernel.fragment("b", "-O2 dev other\n?CONFIG_B=m\n-O2 udp\n")
    got = kernel.make()
    assert got.returncode == 0, got.stdout
    assert (kernel.top / "out/boot/vmlinuz-6.1.5-pxehop").read_text() == (
        "CONFIG_A=y\nCONFIG_B=m\ndev: -O2, udp: -O2, tcp: \n")
    assert (kernel.top / "out/boot/config-6.1.5-pxehop").read_text() == "CONFIG_A=y\nCONFIG_B=m\n"


def test_what_is_insisted_on_and_not_to_be_had_stops_the_build(kernel):
    kernel.fragment("a", "CONFIG_A=y\nCONFIG_GHOST=y\nCONFIG_GHOST_TOO=m\n")
    got = kernel.make()
    assert got.returncode == 1
    assert "not to be had from 6.1.5-1: CONFIG_GHOST=y CONFIG_GHOST_TOO=m" in got.stdout
    assert kernel.built() == 0 and not (kernel.top / "out").exists()


def test_what_is_wanted_and_not_to_be_had_is_said(kernel):
    kernel.fragment("b", "?CONFIG_GHOST=y\n")
    got = kernel.make()
    assert got.returncode == 0 and "not in this kernel: CONFIG_GHOST=y" in got.stdout


def test_it_is_built_once_for_the_same_parts(kernel):
    kernel.make()
    (kernel.top / "out").unlink()  # what `make clean` does
    assert kernel.make().returncode == 0 and kernel.built() == 1
    assert (kernel.top / "out/.package").exists()


@pytest.mark.parametrize("change", [
    lambda k: k.source("6.1.6-1"), lambda k: k.fragment("a", "CONFIG_A=m\n"),
    lambda k: k.tool("gcc", "14"), lambda k: k.tool("ld", "2.44")])
def test_other_parts_make_another_and_the_old_one_stays(kernel, change):
    kernel.make()
    first = (kernel.top / "out").resolve()
    change(kernel)
    assert kernel.make().returncode == 0 and kernel.built() == 2
    assert first.exists() and first != (kernel.top / "out").resolve()


def test_a_comment_makes_no_other_kernel_but_an_option_that_is_off_does(kernel):
    kernel.make()
    first = (kernel.top / "out").resolve()
    kernel.fragment("a", "# What A is for.\n\nCONFIG_A=y\n")
    script = kernel.top / "deps/linux.sh"
    script.write_text(script.read_text().replace("\n# usage: ", "\n# How it is called:\n# usage: "))
    assert kernel.make().returncode == 0 and kernel.built() == 1
    assert (kernel.top / "out").resolve() == first
    kernel.fragment("a", "CONFIG_A=y\n# CONFIG_C is not set\n")
    assert kernel.make().returncode == 0 and kernel.built() == 2


def test_a_build_that_fails_shows_why_and_leaves_nothing_to_be_taken_for_a_kernel(kernel):
    kernel.source("6.1.5-1", broken="")
    got = kernel.make()
    assert got.returncode == 1 and "whole log in" in got.stdout and "Error" in got.stdout
    assert not (kernel.top / "out").exists()
    os.remove(kernel.top / "linux-source-6.1/broken")
    kernel.source("6.1.5-1")
    assert kernel.make().returncode == 0 and kernel.built() == 2


def test_a_package_without_source_is_said(kernel):
    shutil.rmtree(kernel.top / "package/usr")
    assert "no linux-source-" in kernel.make().stdout
