# SPDX-License-Identifier: MIT
"""A network with IPv6 alone, QEMU's: its router gives addresses by SLAAC and names no boot file."""

import pytest
from guest import reached


@pytest.mark.seconds(10)
def test_network_without_ipv4(tree, boot):
    tree.config()
    g = boot(tree, direct="console=ttysclp0 pxehop.url=tftp://[fec0::2]/pxelinux.cfg/default",
             net=f"user,id=n0,ipv4=off,ipv6=on,tftp={tree.root}")
    g.wait("eth0: IPv6 by SLAAC")
    reached(g)
