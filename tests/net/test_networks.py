# SPDX-License-Identifier: MIT
"""`pxe boot` in networks as people have them: several servers, slow ones, dead ones, firewalls.
docs/networks.md lists what is held here."""

import pytest

from bootlab import BY_MAC, CLIENT, DEFAULT, SERVER, config
from dhcpd import Dhcpd

OTHER = "10.9.0.2"


@pytest.fixture
def servers(site):
    """The boot server at SERVER, and a second address on its machine for others."""
    site.server.ip("addr", "add", OTHER + "/24", "dev", "eth0")
    running = []

    def start(**kw):
        running.append(Dhcpd(site.server, **kw))
        return running[-1]

    yield start
    for d in running:
        d.stop()


@pytest.mark.seconds(14)
@pytest.mark.parametrize("late", [2.2, 3, 5, 10])
def test_boot_server_answers_late(site, servers, late):
    """A router without boot data answers at once, the boot server later than anybody waits: its
    lease is used as soon as it comes."""
    site.put({DEFAULT: config()})
    site.tftp()
    servers(server=OTHER, client="10.9.0.50", boot="")
    servers(late=late)
    r = site.boot(timeout=40)
    assert r.status == 0, r
    r.only(SERVER, "offers more, late")
    # "nothing listens there" at the router takes longer than the wait
    assert r.count(", next try in") == 0, r


@pytest.mark.seconds(8)
def test_boot_server_answers_an_earlier_search(site, servers):
    """The router serves files too, but no configuration: what was asked first is answered when the
    machine has asked again."""
    site.put({DEFAULT: config()})
    site.tftp()
    other = site.lab.tree({"x": b""}, "empty")
    site.lab.tftpd_hpa(site.server, other, addr=OTHER)
    servers(server=OTHER, client="10.9.0.50", boot="")
    servers(late=3)
    r = site.boot(timeout=40)
    assert r.status == 0, r
    assert r.count(", next try in") <= 1, r
