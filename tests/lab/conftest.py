# SPDX-License-Identifier: MIT
"""The lab's own parts, without a guest; boots of it are boot/test_lab.py's."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "boot")]

pytest_plugins = ["results"]
