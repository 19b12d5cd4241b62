# SPDX-License-Identifier: MIT
"""Fixtures of the network tests."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import bootlab  # noqa: E402
import netlab  # noqa: E402

pytest_plugins = ["balance", "results"]


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


@pytest.fixture
def site(lab, tool):
    """A machine that boots and one that serves, fresh for one test."""
    return bootlab.Site(lab, tool("pxe"))
