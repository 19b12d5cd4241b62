# SPDX-License-Identifier: MIT
"""Fixtures of the network tests, and the result lines that tests/tally counts."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import netlab  # noqa: E402


@pytest.fixture
def lab():
    """Fresh namespaces for one test. A missing tool fails the test: a skip would hide it."""
    try:
        it = netlab.Lab()
    except netlab.Missing as e:
        pytest.fail(str(e), pytrace=False)
    yield it
    it.close()


@pytest.fixture(scope="session")
def tool():
    """tool("pxe") is the path of a program built for this machine."""

    def path(name):
        program = netlab.HOST_BUILD / name
        if not program.exists():
            pytest.fail(f"{program} is missing; `make host` builds it", pytrace=False)
        return program

    return path


def _write(word, nodeid, why=""):
    log = os.environ.get("PXEHOP_RESULTS")
    name = "tests/net/" + nodeid.rsplit("tests/net/", 1)[-1].replace("\n", " ")
    if not log:
        return
    with open(log, "a", encoding="utf-8", errors="backslashreplace") as f:
        if why:
            f.write(why.rstrip() + "\n")
        f.write(f"{word} {name}\n")


_bad, _skipped = {}, set()


def pytest_runtest_logreport(report):
    """One line per test, once its teardown is through."""
    if report.failed:
        _bad[report.nodeid] = _bad.get(report.nodeid, "") + report.longreprtext
    if report.skipped:
        _skipped.add(report.nodeid)
    if report.when != "teardown":
        return
    if report.nodeid in _bad:
        _write("FAIL", report.nodeid, "".join(f"  {l}\n" for l in
                                              _bad[report.nodeid].splitlines()))
    else:
        _write("SKIP" if report.nodeid in _skipped else "PASS", report.nodeid)


def pytest_collectreport(report):
    """A test file that cannot even be read is a failure as well."""
    if report.failed:
        _write("FAIL", report.nodeid or "collection", f"  {report.longrepr}")
