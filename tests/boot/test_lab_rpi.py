# SPDX-License-Identifier: MIT
"""A Raspberry Pi 3 from its TFTP folder, with its root on NFS, in the board lab."""
import pytest

import guest as guests
from labrig import SAID, UNAME, cross_built, lab, own_runs

ARCHS = ("arm64",)
ROOT = guests.ROOT / "build/lab/arm64/root.tar"


@pytest.mark.seconds(80)
def test_root_on_nfs_to_a_login(tmp_path):
    """All that the guest reads of its root comes through an emulated USB."""
    with own_runs() as env:
        got = lab(env, "--boot-timeout", "800", "--nfs-root", ROOT, "--user", "shell", "--put", cross_built(tmp_path),
                  "--", "sh", "-c", "uname -m; id -un; ./answer; tr -d '\\0' </proc/device-tree/model; echo; "
                  "grep '^[^ ]* / ' /proc/mounts; exit 7")
    *said, mounts = got.stdout.splitlines()
    assert (said, got.stderr, got.returncode) == ([UNAME, "shell", SAID, "Raspberry Pi 3 Model B"], "", 7)
    assert mounts.startswith("10.0.2.2:/root / nfs4 rw,")
