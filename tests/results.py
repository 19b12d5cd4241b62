# SPDX-License-Identifier: MIT
"""pytest plugin: writes the PASS, FAIL and SKIP lines that tests/tally counts.

The file to append to is named by PXEHOP_RESULTS. A conftest.py loads this by
`pytest_plugins = ["results"]`. Under xdist only the controller writes: it sees every report once.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_base = ROOT
_bad, _skipped = {}, set()


def pytest_configure(config):
    global _base
    _base = Path(str(config.rootpath))


def _name(nodeid):
    """Test names from the top of the tree, wherever pytest was started."""
    file, sep, rest = nodeid.partition("::")
    try:
        file = str((_base / file).resolve().relative_to(ROOT))
    except ValueError:
        pass
    return (file + sep + rest).replace("\n", " ")


def _write(word, nodeid, why=""):
    log = os.environ.get("PXEHOP_RESULTS")
    if not log or "PYTEST_XDIST_WORKER" in os.environ:
        return
    with open(log, "a", encoding="utf-8", errors="backslashreplace") as f:
        f.write("".join(f"  {line}\n" for line in why.splitlines()))
        f.write(f"{word} {_name(nodeid)}\n")


def pytest_runtest_logreport(report):
    """One line per test, once its teardown is through."""
    if report.failed:
        _bad[report.nodeid] = _bad.get(report.nodeid, "") + report.longreprtext + "\n"
    if report.skipped:
        _skipped.add(report.nodeid)
    if report.when != "teardown":
        return
    if report.nodeid in _bad:
        _write("FAIL", report.nodeid, _bad[report.nodeid])
    else:
        _write("SKIP" if report.nodeid in _skipped else "PASS", report.nodeid)


def pytest_collectreport(report):
    """A test file that cannot even be read is a failure as well."""
    if report.failed:
        _write("FAIL", report.nodeid or "collection", str(report.longrepr))
