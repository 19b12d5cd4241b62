# SPDX-License-Identifier: MIT
"""deps/setup.sh where another apt is at work, which may be another job of the same make."""

import os

APT = """#!/bin/sh
case " $* " in
*" install "*)
	[ -e "$STATE/lists" ] || { echo "E: Unable to locate package flex" >&2; exit 100; }
	: >"$STATE/installed" ;;
*" update "*)
	n=$(cat "$STATE/held" 2>/dev/null || echo 0)
	[ "$n" -eq 0 ] || {
		echo $((n - 1)) >"$STATE/held"
		echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 71 (apt-get)" >&2
		exit 100
	}
	[ ! -e "$STATE/offline" ] || { echo "E: Failed to fetch the lists" >&2; exit 100; }
	: >"$STATE/lists" ;;
esac
"""
DPKG = """#!/bin/sh
case $1 in
--audit) [ -e "$STATE/installed" ] || cat "$STATE/half" 2>/dev/null ;;
--configure)
	n=$(cat "$STATE/busy" 2>/dev/null || echo 0)
	[ "$n" -eq 0 ] || {
		echo $((n - 1)) >"$STATE/busy"
		echo "dpkg: error: dpkg frontend lock was locked by another process with pid 10319" >&2
		exit 2
	} ;;
*) echo amd64 ;;
esac
"""
QUERY = """#!/bin/sh
[ ! -e "$STATE/installed" ] || printf installed
"""


def asked(script, tmp_path, **state):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in (("apt-get", APT), ("dpkg", DPKG), ("dpkg-query", QUERY),
                       ("sudo", '#!/bin/sh\nexec "$@"\n')):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    for name, text in state.items():
        (tmp_path / name).write_text(text)
    return script("setup.sh", "linux", env={
        **os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "STATE": str(tmp_path)})


def test_lists_that_another_apt_is_fetching_are_waited_for(script, tmp_path):
    got = asked(script, tmp_path, held="2")
    assert got.returncode == 0, got.stdout
    assert got.stdout.count("another apt is at work") == 1


def test_a_dpkg_at_work_is_waited_for_before_its_rest_is_mended(script, tmp_path):
    got = asked(script, tmp_path, lists="", half="flex is half installed\n", busy="1")
    assert got.returncode == 0, got.stdout
    assert "another apt is at work" in got.stdout


def test_lists_that_are_not_to_be_had_are_not_waited_for(script, tmp_path):
    got = asked(script, tmp_path, offline="")
    assert got.returncode != 0
    assert "Failed to fetch the lists" in got.stdout and "at work" not in got.stdout
