# SPDX-License-Identifier: MIT
"""Where the tests' helpers lie, and who writes their results."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

pytest_plugins = ["results"]
