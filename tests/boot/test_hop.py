# SPDX-License-Identifier: MIT
"""The jump itself beside the first boot in the same run."""

import pytest
from guest import JUMP, KERNEL_STARTS, LOADER_STARTS, REACHED, RETRY

# The clock is no measure on a machine that does other things as well: `make bench-hop` has the ratio, which is
# below 2. This tells the way by /init's entry code from kexec_load()'s own, which takes 29 times as long.
LIMIT = 10


@pytest.mark.seconds(20)
def test_hop_goes_by_the_entry_code(tree, boot, record_property):
    tree.config()
    g = boot(tree)
    start = g.when(g.wait(r"starting kernel"))
    first = g.when(g.wait(KERNEL_STARTS)) - start
    g.wait(LOADER_STARTS)
    jump = g.when(g.wait(JUMP, 90, before=RETRY))
    second = g.when(g.wait(KERNEL_STARTS, 120)) - jump
    g.wait(REACHED)
    seen = f"first boot {first:.2f} s, hop {second:.2f} s, ratio {second / first:.2f}"
    record_property("hop", seen)
    assert second <= LIMIT * first, seen
