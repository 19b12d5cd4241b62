# SPDX-License-Identifier: MIT
"""What the TFTP tests share."""

import json
import random

import pytest

SERVER = "10.9.0.1"


def noise(n, seed=1):
    return random.Random(seed).randbytes(n)


@pytest.fixture
def get(tool, tmp_path):
    """get(client, name, options...) gives (process, bytes or None, figures or None)."""

    def run(client, name, *options, timeout=90, url=None):
        out = tmp_path / "out"
        out.unlink(missing_ok=True)
        p = client.run(tool("pxe"), "get", "--stats", "-o", out, *options,
                       url or f"tftp://{SERVER}/{name}", timeout=timeout)
        good = p.returncode == 0
        return p, out.read_bytes() if out.exists() else None, json.loads(p.stdout) if good else None

    return run
