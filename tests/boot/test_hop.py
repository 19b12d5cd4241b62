# SPDX-License-Identifier: MIT
"""The jump itself: how long it takes beside the first boot in the same run."""

import pytest
from guest import JUMP, KERNEL_STARTS, LOADER_STARTS, REACHED, RETRY

LIMIT = 1.5


def measure(tree, boot):
    g = boot(tree)
    start = g.when(g.wait(r"starting kernel"))
    first = g.when(g.wait(KERNEL_STARTS)) - start
    g.wait(LOADER_STARTS)
    jump = g.when(g.wait(JUMP, 90, before=RETRY))
    second = g.when(g.wait(KERNEL_STARTS, 120)) - jump
    g.wait(REACHED)
    g.close()
    return first, second


@pytest.mark.seconds(60)
def test_hop_takes_no_longer_than_a_first_boot(tree, boot, record_property):
    """Three runs on a machine that does other things as well: one has to be good."""
    tree.config()
    seen = []
    for _ in range(3):
        first, second = measure(tree, boot)
        seen.append(f"first boot {first:.2f} s, hop {second:.2f} s, ratio {second / first:.2f}")
        print(seen[-1])
        if second <= LIMIT * first:
            break
    record_property("hop", seen)
    assert second <= LIMIT * first, "; ".join(seen)
