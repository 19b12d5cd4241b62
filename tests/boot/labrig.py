# SPDX-License-Identifier: MIT
"""What the tests of the board lab's boots share: calling it, and a program for the guest."""
import contextlib
import os
import subprocess
import sys
import tempfile

import guest as guests
from conftest import ARCH

sys.path[:0] = [str(guests.ROOT / "tests")]

from lab import state  # noqa: E402

RUN = guests.ROOT / "tests/lab/run"
# The machine, what uname says there, and what ANSWER answers.
MACHINE, UNAME, SAID = {
    "s390x": ("ccw", "s390x", "8 bytes, big end first"),
    "armhf": ("uefi", "armv7l", "4 bytes, little end first"),
    "arm64": ("raspi3b", "aarch64", "8 bytes, little end first")}[ARCH]
ANSWER = """#include <stdio.h>
int main(void)
{
	const union { int whole; char byte[sizeof(int)]; } one = {1};
	printf("%zu bytes, %s end first\\n", sizeof(long), one.byte[0] ? "little" : "big");
	return 0;
}
"""


@contextlib.contextmanager
def own_runs():
    """Runs of one test have a folder of their own, since the user's may come and go beside them."""
    with tempfile.TemporaryDirectory(prefix="pxl-") as home:
        yield dict(os.environ, TMPDIR=home)
        assert os.listdir(home) == [] and not list(marked_with(home))  # whatever the test did


def marked_with(home):
    """Processes of runs below a folder, whichever run."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                if f"{state.MARK}={home}".encode() in f.read():
                    yield int(pid)
        except OSError:
            continue


def command(*args):
    return [RUN, "--arch", ARCH, "--machine", MACHINE, "--no-build", *args]


def lab(env, *args, **kw):
    return subprocess.run(command(*args), text=True, capture_output=True, timeout=1000, env=env, check=False, **kw)


def cross_built(folder):
    """A C program for the guest, by the loader's own compiler."""
    (folder / "answer.c").write_text(ANSWER)
    compiler = guests.ROOT / "build/deps" / ARCH / "toolchain/cc"
    subprocess.run([compiler, "-o", folder / "answer", folder / "answer.c"], check=True)
    return folder / "answer"


def qemus(home):
    found = []
    for pid in marked_with(home):
        try:
            if "/qemu-system" in os.readlink(f"/proc/{pid}/exe"):
                found.append(pid)
        except OSError:
            continue
    return found
