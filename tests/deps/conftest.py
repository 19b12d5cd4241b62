# SPDX-License-Identifier: MIT
"""The scripts of deps/ that make images of what others built, with made-up kernels."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "net")]

pytest_plugins = ["results"]


@pytest.fixture
def script(tmp_path):
    """script("modules.sh", ...) runs one; its status, and what it said on both outputs."""

    def run(name, *args, **kw):
        return subprocess.run([ROOT / "deps" / name, *map(str, args)], text=True, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, **kw)

    return run
