# SPDX-License-Identifier: MIT
"""Fixtures of the boot tests: what was built, and guests that end with their test."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "net")]

import guest as guests  # noqa: E402
import netlab  # noqa: E402

pytest_plugins = ["balance", "results"]

ARCH = os.environ.get("PXEHOP_ARCH", "s390x")
BUILD = Path(os.environ.get("PXEHOP_BUILD", guests.ROOT / "build" / ARCH))
LOGS = guests.ROOT / "build/results/boot"


def pytest_ignore_collect(collection_path):
    """A file is for s390x, or for what it says in a line ARCHS = (...)."""
    if not collection_path.name.startswith("test_"):
        return None
    said = re.search(r"^ARCHS = \((.*)\)$", collection_path.read_text(), re.M)
    archs = re.findall(r'"(\w+)"', said[1]) if said else ["s390x"]
    return None if ARCH in archs else True


@pytest.fixture(scope="session")
def built():
    """built("vmlinuz") is the path of a part of the build. A missing one fails the test."""

    def path(name):
        part = BUILD / name
        if not part.exists():
            pytest.fail(f"{part} is missing; `make check-boot` builds it", pytrace=False)
        return part

    return path


@pytest.fixture
def tree(tmp_path, built):
    """A TFTP tree with the loader, a kernel and an initrd; the test adds a configuration."""
    return guests.Tree(tmp_path / "tftp", built)


@pytest.fixture
def boot(request, built):
    """boot(tree, ...) starts a guest; its console is kept in build/results/boot."""
    running = []

    def start(*args, **kw):
        name = re.sub(r"\W+", "_", request.node.nodeid.rsplit("/", 1)[-1]).strip("_")
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"{name}{'-%d' % len(running) if running else ''}.log"
        running.append(guests.Guest(built, *args, log=log, **kw))
        return running[-1]

    yield start
    for it in running:
        it.close()


@pytest.fixture
def lab():
    """Network namespaces of one test. A missing tool fails the test: a skip would hide it."""
    try:
        it = netlab.Lab()
    except netlab.Missing as e:
        pytest.fail(str(e), pytrace=False)
    yield it
    it.close()


@pytest.fixture
def wire(lab):
    """A bridge in a namespace, 10.9.0.1/24, with the tap devices tap0 and tap1 for a guest."""
    return guests.Wire(lab)


@pytest.fixture
def debian(tmp_path, built):
    """KERNEL=debian: the loader's image of that kernel, all but its kernel and modules as built."""
    work = tmp_path / "debian"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run(["make", "-s", "-C", guests.ROOT, "ARCH=s390x", f"T={work}", "KERNEL=debian",
                    work / "vmlinuz", work / "modules.manifest"], check=True, env=env)
    (work / "lib.manifest").write_text("dir /lib 0755 0 0\n")
    subprocess.run([netlab.HOST_BUILD / "mkimage", "cpio", "-m", work / "lib.manifest", "-m",
                    work / "modules.manifest", "--from", work, "-z", "-o", work / "modules.cpio.gz"], check=True)
    # The modules' lists of the second archive take the place of the first one's.
    ramfs = work / "initramfs"
    ramfs.write_bytes(built("initramfs.cpio.gz").read_bytes() +
                      (work / "modules.cpio.gz").read_bytes())
    return work
