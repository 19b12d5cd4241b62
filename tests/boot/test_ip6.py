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


@pytest.mark.seconds(10)
def test_fixed_address(tree, boot):
    """ip= with an address, and the default server: no router, no DHCP, and PXELINUX's names."""
    tree.config()
    g = boot(tree, direct="console=ttysclp0 ip=[fec0::77]:[fec0::2]:[fec0::2]:64:node:eth0:none pxehop.handover=dracut",
             net=f"user,id=n0,ipv4=off,ipv6=on,tftp={tree.root}")
    g.wait("eth0: IPv6 fec0::77")
    g.wait(r"ip=\[fec0::77\]::\[fec0::2\]:64:node:bootnet:none")
    reached(g)
