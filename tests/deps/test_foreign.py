# SPDX-License-Identifier: MIT
"""deps/foreign.sh with an apt that is made up: a mirror that lists more than it has."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["linux-image-6.12.9+deb13-s390x", "linux-image-6.12.10+deb13-s390x", "linux-image-6.12.17+deb13-s390x",
         "linux-image-6.12.10+deb13-rt-s390x", "linux-image-6.12.10+deb13-s390x-dbg"]
APT_GET = """#!/bin/sh
while [ "$1" = -q ] || [ "$1" = -c ]; do [ "$1" = -q ] || { conf=$2; shift; }; shift; done
case $1 in
indextargets)
	for suite in trixie trixie-updates; do echo "Debian|http://deb.debian.org/debian/|$suite|main"; done
	echo 'Debian|http://deb.debian.org/debian-security/|trixie-security|main' ;;
update) touch "${conf%/*}/lists/x_Packages" ;;
download) cp {top}/mirror/$2.deb . || { echo "404 $2"; exit 100; } ;;
esac
"""
APT_CACHE = """#!/bin/sh
while [ "$1" = -q ] || [ "$1" = -c ]; do [ "$1" = -q ] || shift; shift; done
case $1 in
depends) echo '  Depends: {newest}' ;;
pkgnames) echo '{names}' ;;
esac
"""


class Mirror:
    def __init__(self, top):
        self.top = top
        (top / "deps").mkdir()
        for name in ("foreign.sh", "apt.sh"):
            shutil.copy(ROOT / "deps" / name, top / "deps")
        (top / "bin").mkdir()
        (top / "mirror").mkdir()
        self.tool("apt-get", APT_GET)
        self.tool("apt-cache", APT_CACHE)

    def tool(self, name, text):
        path = self.top / "bin" / name
        for key, value in {"top": self.top, "newest": NAMES[2], "names": "\n".join(NAMES)}.items():
            text = text.replace("{%s}" % key, str(value))
        path.write_text(text)
        path.chmod(0o755)

    def has(self, name):
        package = self.top / "package"
        (package / "DEBIAN").mkdir(parents=True)
        (package / "DEBIAN/control").write_text(f"Package: {name}\nVersion: 1\nArchitecture: s390x\n"
                                                "Maintainer: x <x@example.org>\nDescription: x\n")
        (package / "boot").mkdir()
        (package / "boot" / name).write_text("kernel")
        subprocess.run(["dpkg-deb", "-b", package, self.top / f"mirror/{name}.deb"], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(package)

    def unpack(self, **env):
        return subprocess.run([self.top / "deps/foreign.sh", "s390x", "linux=linux-image-s390x"], text=True,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              env={**os.environ, "PATH": f"{self.top}/bin:{os.environ['PATH']}", **env})


@pytest.fixture
def mirror(tmp_path):
    return Mirror(tmp_path)


@pytest.mark.parametrize("there, taken", [((0, 1, 2), 2), ((0, 1), 1), ((0, 3, 4), 0)])
def test_the_newest_kernel_that_can_be_had(mirror, there, taken):
    for i in there:
        mirror.has(NAMES[i])
    got = mirror.unpack()
    assert got.returncode == 0, got.stdout
    assert os.listdir(mirror.top / "build/deps/s390x/linux/boot") == [NAMES[taken]]
    assert ("not to be had, taking " in got.stdout) == (taken != 2)
    assert not list((mirror.top / "build/deps/s390x").glob("*.part"))


def test_none_at_all_is_said(mirror):
    got = mirror.unpack()
    assert got.returncode == 1 and f"{NAMES[0]} (s390x): download failed; nothing was changed" in got.stdout
    assert not (mirror.top / "build/deps/s390x/linux").exists()


@pytest.mark.parametrize("suite, lists", [("forky", ["forky", "forky-security", "forky-updates"]), ("sid", ["sid"])])
def test_of_another_suite(mirror, suite, lists):
    """Beside this system's own, and from no other mirror. sid has one archive only."""
    mirror.has(NAMES[2])
    got = mirror.unpack(SUITE=suite)
    assert got.returncode == 0, got.stdout
    deps = mirror.top / "build/deps"
    assert os.listdir(deps / f"s390x-{suite}/linux/boot") == [NAMES[2]] and not (deps / "s390x").exists()
    entries = (deps / f"apt-s390x-{suite}/etc/sources.list").read_text().splitlines()
    assert sorted(entry.split()[-2] for entry in entries) == lists
    assert all("//deb.debian.org/debian" in entry for entry in entries)
