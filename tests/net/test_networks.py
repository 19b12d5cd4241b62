# SPDX-License-Identifier: MIT
"""`pxe boot` in networks as people have them: several servers, slow ones, dead ones, firewalls.
docs/networks.md lists what is held here."""

import struct
import threading
import time

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


def boots_from(site, root, addr):
    """A server at addr with a configuration, and the kernel and initrd that it names."""
    site.lab.tree({DEFAULT: config(), "kernel": site.kernel, "initrd": site.initrd}, root)
    site.lab.tftpd_hpa(site.server, site.lab.dir / root, addr=addr)


@pytest.mark.seconds(8)
@pytest.mark.parametrize("boot, options", [
    (("pxelinux.0", "", "10.9.0.77"), ()),
    (("pxelinux.0", "", "10.9.0.77"), (f"--dhcp-option=66,{OTHER}",)),
    (("pxelinux.0",), (f"--dhcp-option=150,10.9.0.77,{OTHER}",)),
    (("pxelinux.0",), ("--dhcp-option=66,nowhere.lan", f"--dhcp-option=150,{OTHER}")),
], ids=["siaddr", "siaddr-66", "150", "66-by-name"])
def test_dead_server_costs_4_s(site, boot, options):
    """The next one that DHCP names is asked, and the console says so."""
    site.server.ip("addr", "add", OTHER + "/24", "dev", "eth0")
    boots_from(site, "other", OTHER if options else SERVER)
    site.dhcp(*options, boot=boot)
    began = time.monotonic()
    r = site.boot(timeout=40)
    assert r.status == 0, r
    assert r.count(", next try in") == 0, r
    r.only("going on with")
    assert time.monotonic() - began < 12, r


@pytest.mark.seconds(14)
@pytest.mark.parametrize("server", ["tftpd-hpa", "dnsmasq"])
def test_firewall_that_lets_only_port_69_through(site, server):
    """Requests arrive, and answers come; our ACKs go to another port and are dropped."""
    site.put({DEFAULT: config()})
    if server == "dnsmasq":
        site.dhcp("--enable-tftp", f"--tftp-root={site.root}")
    else:
        site.tftp()
        site.dhcp()
    for rule in ("add table ip t", "add chain ip t in { type filter hook input priority 0 ; }",
                 "add rule ip t in udp dport != { 67, 69 } drop"):
        assert site.server.run("nft", rule).returncode == 0
    p = site.start("--once", timeout=40)
    began = time.monotonic()
    p.wait_line("hears no answer: a firewall may drop what goes to its port", seconds=14)
    assert time.monotonic() - began < 13
    assert p.end().status == 1


@pytest.mark.seconds(6)
def test_server_answers_from_its_other_address(site):
    """A virtual address: what answers is named, and not taken."""
    site.server.ip("addr", "add", OTHER + "/24", "dev", "eth0")
    asked, answers = site.server.udp("0.0.0.0", 69), site.server.udp(OTHER)
    over = threading.Event()
    asked.settimeout(0.1)

    def serve():
        while not over.is_set():
            try:
                _, peer = asked.recvfrom(2048)
            except TimeoutError:
                continue
            answers.sendto(struct.pack(">HH", 3, 1) + b"default x\n", peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        site.dhcp()
        p = site.start("--once", timeout=20)
        p.wait_line("no answer, but " + OTHER + " answers in its place", seconds=10)
        assert p.end().status == 1
    finally:
        over.set()
        thread.join()
