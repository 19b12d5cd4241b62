# SPDX-License-Identifier: MIT
"""deps/source.sh with an apt that is made up: a mirror that lists sources whose files it does not have."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What each suite lists; the files lie in mirror/, or do not.
LISTED = {"trixie": ["1.34.9-1~deb13u1"], "trixie-security": ["1.34.9-1~deb13u1", "1.34.5-1"],
          "testing": ["1.34.8-1"], "sid": ["1.34.10-1"], "oldstable": ["1.18.1-3"]}
# The options that source.sh gives come before the command.
COMMON = """#!/bin/sh
list=
while :; do
	case $1 in
	-q) ;;
	-c) conf=$2; shift ;;
	-o) case $2 in Dir::Etc::sourcelist=*) list=${2#*=} ;; esac; shift ;;
	*) break ;;
	esac
	shift
done
listed() { sed -n 's/.*\\] [^ ]* \\([^ ]*\\) .*/\\1/p' "${list:-${conf%/*}/etc/sources.list}" | while read -r s; do
	cat {top}/listed/$s 2>/dev/null
done | sort -rVu; }
"""
APT_GET = COMMON + """case $1 in
indextargets)
	echo 'Debian|http://deb.debian.org/debian/|trixie|main'
	echo 'Debian|http://deb.debian.org/debian-security/|trixie-security|main' ;;
update)
	for suite in $(cat {top}/expired); do
		grep -q "/ $suite " "${conf%/*}/etc/sources.list" && { echo "E: Release file is expired"; exit 100; }
	done
	touch "${conf%/*}/lists/x_Sources" ;;
source)
	want=${3#*=}
	[ "$want" != "$3" ] || want=$(listed | head -n 1)
	listed | grep -qxF "$want" && [ -e "{top}/mirror/$want" ] || { echo "404 $want"; exit 100; }
	mkdir c-ares-1 && echo "$want" >c-ares-1/which
	echo "Version: $want" >c-ares_1.dsc ;;
esac
"""
APT_CACHE = COMMON + """listed | sed 's/^/Version: /'
"""


class Mirror:
    def __init__(self, top):
        self.top = top
        for name in ("deps", "bin", "mirror", "listed"):
            (top / name).mkdir()
        for name in ("source.sh", "apt.sh"):
            shutil.copy(ROOT / "deps" / name, top / "deps")
        for suite, versions in LISTED.items():
            (top / "listed" / suite).write_text("\n".join(versions) + "\n")
        for name, text in (("apt-get", APT_GET), ("apt-cache", APT_CACHE)):
            path = top / "bin" / name
            path.write_text(text.replace("{top}", str(top)))
            path.chmod(0o755)

    def unpack(self, *there, expired=""):
        (self.top / "expired").write_text(expired)
        for version in there:
            (self.top / "mirror" / version).touch()
        return subprocess.run([self.top / "deps/source.sh", "c-ares"], text=True, check=False, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "PATH": f"{self.top}/bin:{os.environ['PATH']}"})

    def taken(self):
        return (self.top / "build/deps/src/c-ares/which").read_text().strip()


@pytest.fixture
def mirror(tmp_path):
    return Mirror(tmp_path)


@pytest.mark.parametrize("there, taken, said", [
    (["1.34.9-1~deb13u1", "1.34.5-1", "1.34.8-1"], "1.34.9-1~deb13u1", None),
    (["1.34.5-1", "1.34.8-1"], "1.34.5-1", "does not have the newest version's files, taking 1.34.5-1"),
    (["1.34.8-1", "1.34.10-1"], "1.34.8-1", "without having their files, taking testing's, 1.34.8-1"),
    (["1.34.10-1"], "1.34.10-1", "without having their files, taking sid's, 1.34.10-1"),
    (["1.18.1-3"], "1.18.1-3", "without having their files, taking oldstable's, 1.18.1-3"),
])
def test_the_nearest_source_that_can_be_had(mirror, there, taken, said):
    """This system's newest, its older ones, then those of other suites."""
    got = mirror.unpack(*there)
    assert got.returncode == 0, got.stdout
    assert mirror.taken() == taken
    assert said in got.stdout if said else "taking" not in got.stdout
    assert os.listdir(mirror.top / "build/deps/src") == ["c-ares"]


@pytest.mark.parametrize("expired, taken", [("testing", "1.34.10-1"), ("testing sid", "1.18.1-3")])
def test_a_suite_whose_lists_have_expired_is_none(mirror, expired, taken):
    """apt believes them no longer, and so they are not taken, whatever the mirror has."""
    got = mirror.unpack("1.34.8-1", taken, expired=expired)
    assert got.returncode == 0, got.stdout
    assert mirror.taken() == taken and got.stdout.count("Release file is expired") == len(expired.split())


def test_none_at_all_is_said_with_the_cure(mirror):
    got = mirror.unpack()
    assert got.returncode == 1, got.stdout
    assert "c-ares: source download failed, here as in testing, sid and oldstable; nothing was changed. " \
           "Another mirror in apt's sources may have it" in got.stdout
    assert not (mirror.top / "build/deps/src/c-ares").exists()
