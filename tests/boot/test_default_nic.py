# SPDX-License-Identifier: MIT
"""The NIC as QEMU gives it by default, at a machine with one CPU. QEMU before 8.1 makes such a guest
deaf now and then, somewhere between the first DHCP message and the last block; see guest.NIC. The
loader notices, and boots in the first round nevertheless."""

import pytest
from guest import DEFAULT_NIC, JUMP, RETRY


@pytest.mark.parametrize("boot_number", range(1, 21))
def test_every_boot_gets_as_far_as_the_jump(tree, boot, boot_number):
    tree.config()
    g = boot(tree, direct="console=ttysclp0", nic=DEFAULT_NIC)
    g.wait(JUMP, before=RETRY)
