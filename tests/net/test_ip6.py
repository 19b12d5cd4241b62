# SPDX-License-Identifier: MIT
"""Downloads over IPv6, and what becomes of names with addresses of both families."""

import socket
import struct
import time

import pytest

from http_ca import Ca
from test_dns import dnsd
from tftp_fixtures import get, noise  # noqa: F401

SERVER, CLIENT, DEAD = "fd00::1", "fd00::2", "fd00::9"
SERVER4, DEAD4 = "10.9.0.1", "10.9.0.9"
FILE = b"the right file\n"
BIG = noise(300_000)


@pytest.fixture
def link(lab):
    """A client and a server with addresses of both families, and the server's files."""
    client, server = lab.pair()
    client.ip6(f"{CLIENT}/64")
    server.ip6(f"{SERVER}/64")
    return client, server, lab.tree({"f": FILE, "big": BIG})


@pytest.mark.parametrize("program", ["dnsmasq", "tftpd_hpa"])
def test_tftp(link, lab, get, program):
    client, server, root = link
    if program == "dnsmasq":
        lab.dnsmasq(server, tftp_root=root)
    else:
        lab.tftpd_hpa(server, root, addr=SERVER)
    for name, want in (("f", FILE), ("big", BIG)):
        p, data, stats = get(client, name, url=f"tftp://[{SERVER}]/{name}")
        assert p.returncode == 0 and data == want, p.stderr
        assert stats["transport"] == "tftp"
    # no fragments: the block is what a packet holds, or the least that every server knows
    assert stats["blksize"] == 1500 - 40 - 8 - 4
    p, data, _ = get(client, "none", url=f"tftp://[{SERVER}]/none")
    assert p.returncode == 1 and f"tftp://[{SERVER}]/none" in p.stderr and "error 1" in p.stderr


def test_tftp_where_nobody_listens(link, get):
    """An ICMPv6 error ends it, not a timeout."""
    p, _, _ = get(link[0], "f", url=f"tftp://[{SERVER}]/f")
    assert p.returncode == 1 and "nothing listens there" in p.stderr


def test_link_local(link, lab, get):
    client, server, root = link
    server.ip6("fe80::1/64")
    lab.tftpd_hpa(server, root, addr="::")
    lab.nginx(server, root, server="listen [::]:80;")
    for url in ("tftp://[fe80::1%25eth0]/f", "tftp://[fe80::1%eth0]/f", "http://[fe80::1%25eth0]/f"):
        p, data, _ = get(client, "f", url=url)
        assert p.returncode == 0 and data == FILE, p.stderr
    p, _, _ = get(client, "f", url="tftp://[fe80::1]/f")
    assert p.returncode == 1 and "a link-local address needs its interface" in p.stderr


def test_http(link, lab, get):
    client, server, root = link
    http = lab.nginx(server, root, server=f"listen [{SERVER}]:80; listen [{SERVER}]:8080;")
    for url in (f"http://[{SERVER}]/big", f"http://[fd00:0:0::0001]:8080/big"):
        p, data, _ = get(client, "big", url=url)
        assert p.returncode == 0 and data == BIG, p.stderr
    assert http.access.read_text().count(CLIENT) == 2


def test_https(link, lab, get, tmp_path):
    """A certificate for the address itself, and one for another."""
    client, server, root = link
    ca = Ca(tmp_path / "ca")
    for name, host, good in (("right", SERVER, True), ("other", DEAD, False)):
        cert, key = ca.issue(name, hosts=(host,))
        p = lab.nginx(server, root, name=name, server=f"listen [{SERVER}]:443 ssl; ssl_certificate {cert}; "
                                                      f"ssl_certificate_key {key};")
        done, data, _ = get(client, "f", "--cacert", ca.pem, url=f"https://[{SERVER}]/f")
        lab.stop(p)
        assert (done.returncode == 0 and data == FILE) if good else \
            "its certificate is for" in done.stderr, done.stderr


class Names:
    """Files by TFTP and HTTP on both families, and a name server that answers over IPv6."""

    def __init__(self, link, lab, get):
        (self.client, self.server, root), self.lab, self.fetch = link, lab, get
        lab.dnsmasq(self.server, tftp_root=root)
        lab.nginx(self.server, root, server="listen [::]:80;")
        resolv = lab.dir / "resolv.conf"
        resolv.write_text(f"nameserver {SERVER}\n")
        self.resolv = resolv

    def get(self, scheme, *addresses, how="A"):
        dns = dnsd(self.server, {"boot.lan": [how, *addresses]}, SERVER)
        run, self.client.run = self.client.run, lambda *a, **kw: run(
            "sh", "-c", 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"', "sh", self.resolv, *a, **kw)
        began = time.monotonic()
        p, data, _ = self.fetch(self.client, "f", url=f"{scheme}://boot.lan/f")
        self.client.run = run
        self.lab.stop(dns)
        assert p.returncode == 0 and data == FILE, p.stderr
        return time.monotonic() - began, p.stderr


@pytest.fixture
def names(link, lab, get):
    return Names(link, lab, get)


@pytest.mark.parametrize("scheme", ["tftp", "http"])
def test_name_of_both_families(names, scheme):
    """The family that answers wins: nobody waits long for the other."""
    for addresses in ([SERVER], [SERVER4], [SERVER4, SERVER]):
        _, said = names.get(scheme, *addresses)
        assert "going on with" not in said
    _, said = names.get(scheme, SERVER4, DEAD)
    assert f"no answer from {DEAD} yet, going on with {SERVER4}" in said
    _, said = names.get(scheme, DEAD4, SERVER)  # IPv6 is asked first
    assert "going on with" not in said


def first_packets(ns):
    """Call the result for {family: time at which its first packet to port 69 or 80 came}, by the kernel's clock."""
    def make():
        s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        s.bind(("eth0", 3))
        s.setblocking(False)
        return s

    s = ns.inside(make)

    def read():
        times = {}
        while True:
            try:
                data, extra, _, _ = s.recvmsg(2048, 64)
            except BlockingIOError:
                s.close()
                return times
            family = data[0] >> 4
            head = 40 if family == 6 else (data[0] & 15) * 4
            if data[6 if family == 6 else 9] in (6, 17) and data[head + 2:head + 4] in (b"\0\x45", b"\0\x50"):
                sec, ns_ = struct.unpack("qq", extra[0][2])
                times.setdefault(family, sec + ns_ / 1e9)

    return read


SO_TIMESTAMPNS = 35


@pytest.mark.parametrize("scheme", ["tftp", "http"])
@pytest.mark.parametrize("dead", [4, 6])
def test_family_in_a_black_hole(names, scheme, dead):
    """A firewall swallows one family. The other is asked a quarter of a second later, and not after a timeout; nobody
    waits where the first one answers."""
    family = "ip6" if dead == 6 else "ip"
    for rule in (f"add table {family} t", f"add chain {family} t in {{ type filter hook input priority 0; }}",
                 f"add rule {family} t in th dport {{ 69, 80 }} drop"):
        assert names.server.run("nft", rule).returncode == 0
    packets = first_packets(names.server)
    _, said = names.get(scheme, SERVER4, SERVER)
    times = packets()
    assert (f"no answer from {SERVER} yet, going on with {SERVER4}" in said) == (dead == 6), said
    assert (set(times) == {4, 6} and 0.2 < times[4] - times[6] < 0.5) if dead == 6 else set(times) == {6}, times


def test_name_server_that_knows_no_ip6_questions(names):
    """The answer for IPv4 is enough; waiting for the other would take 7 s."""
    seconds, said = names.get("tftp", SERVER4, how="deaf")
    assert seconds < 6, said


def test_family_without_a_way_comes_last(names):
    """A machine with IPv4 alone loses no time over an AAAA, and does not speak of it."""
    names.client.ip("addr", "del", f"{CLIENT}/64", "dev", "eth0")
    names.resolv.write_text(f"nameserver {SERVER4}\n")
    dns = dnsd(names.server, {"boot.lan": ["A", SERVER4, "2001:db8::1"]}, SERVER4)
    _, said = names.get("tftp", SERVER)
    names.lab.stop(dns)
    assert "going on with" not in said
