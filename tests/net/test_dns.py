# SPDX-License-Identifier: MIT
"""Host names: search lists, truncated answers, name servers that fail, and who forges answers."""

import json
import sys
import time
from pathlib import Path

import pytest

from bootlab import DEFAULT, SERVER, config

DNSD = Path(__file__).with_name("dnsd.py")
FILE = b"the right file\n"
OTHER, DEAD = "10.9.0.3", "10.9.0.9"


def dnsd(ns, table, addr):
    p = ns.start(sys.executable, DNSD, addr, json.dumps(table))
    end = time.monotonic() + 10
    while not p.log.read_text().startswith("ready"):
        assert p.poll() is None and time.monotonic() < end, p.log.read_text()
        time.sleep(0.02)
    return p


def asked(server):
    return server.log.read_text().splitlines()[1:]


class Names:
    """A client, a TFTP server, and name servers of a table each."""

    def __init__(self, lab, pxe):
        self.lab, self.pxe = lab, pxe
        self.client, self.server = lab.pair()
        self.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
        lab.tftpd_hpa(self.server, lab.tree({"f": FILE}), addr=SERVER)

    def serve(self, table, addr=SERVER):
        return dnsd(self.server, table, addr)

    def get(self, host, *lines):
        """pxe get of a file on @host, with this resolv.conf: what came, and what was said."""
        resolv = self.lab.dir / "resolv.conf"
        resolv.write_text("".join(f"{line}\n" for line in lines))
        p = self.client.run("sh", "-c", 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"', "sh",
                            resolv, self.pxe, "get", "-o", "-", f"tftp://{host}/f")
        return p.stdout.encode(), p.stderr


@pytest.fixture
def names(lab, tool):
    return Names(lab, tool("pxe"))


def test_search_list(names):
    """Every domain is tried, the name as such behind them, and first if it has a dot."""
    dns = names.serve({"boot.b.lan": ["A", SERVER], "a.boot.b.lan": ["A", SERVER], "bare": ["A", SERVER]})
    for host in ("boot", "a.boot", "bare"):
        assert names.get(host, f"nameserver {SERVER}", "search a.lan b.lan")[0] == FILE, host
    assert asked(dns) == ["udp boot.a.lan", "udp boot.b.lan", "udp a.boot", "udp a.boot.a.lan",
                          "udp a.boot.b.lan", "udp bare.a.lan", "udp bare.b.lan", "udp bare"]


def test_search_list_has_an_end(names):
    dns = names.serve({})
    got, said = names.get("x", f"nameserver {SERVER}", "search " + " ".join(f"d{i}.lan" for i in range(20)))
    assert not got and "x: no such host" in said
    assert asked(dns) == [f"udp x.d{i}.lan" for i in range(6)] + ["udp x"]


@pytest.mark.parametrize("answer", [
    pytest.param(["A", SERVER], id="address"),
    pytest.param(["alias", "other"], id="alias"),
    pytest.param(["forge", SERVER], id="forged-answers-before-it"),
    pytest.param(["A", "0.0.0.1", "224.0.0.1", "255.255.255.255", SERVER], id="useless-addresses-before-it"),
    pytest.param(["A", *[OTHER] * 3, "10.9.0.1"], id="same-address-again-and-again"),
])
def test_hazard_82_answer(names, answer):
    names.serve({"boot": answer, "other": ["A", SERVER]})
    got, said = names.get("boot", f"nameserver {SERVER}")
    assert got == FILE, said


def test_truncated_answer_is_asked_for_by_tcp(names):
    dns = names.serve({"boot": ["tc", OTHER, SERVER]})
    got, said = names.get("boot", f"nameserver {SERVER}")
    assert got == FILE and "going on with 10.9.0.1" in said
    assert asked(dns) == ["udp boot", "tcp boot"]


def test_address_beyond_the_fourth(names):
    addresses = [f"10.9.0.{i}" for i in range(20, 25)]
    for a in addresses:
        names.server.ip("addr", "add", f"{a}/24", "dev", "eth0")
    names.serve({"boot": ["A", *addresses, SERVER]})
    got, said = names.get("boot", f"nameserver {SERVER}")
    assert got == FILE and "going on with 10.9.0.1" in said


@pytest.mark.parametrize("what, least", [("fail", 0), ("refuse", 0), ("silent", 0.7)])
def test_name_server_that_is_of_no_use(names, what, least):
    """The next one is asked: at once, or when the first has said nothing for a second or so."""
    first, second = names.serve({"boot": [what]}), names.serve({"boot": ["A", SERVER]}, OTHER)
    began = time.monotonic()
    got, said = names.get("boot", f"nameserver {SERVER}", f"nameserver {OTHER}")
    assert got == FILE, said
    assert least <= time.monotonic() - began < least + 2
    assert asked(first) == asked(second) == ["udp boot"]


def test_two_dead_name_servers_before_the_third(names):
    names.serve({"boot": ["A", SERVER]}, OTHER)
    began = time.monotonic()
    got, said = names.get("boot", f"nameserver {DEAD}", "nameserver 10.9.0.8", f"nameserver {OTHER}")
    assert got == FILE, said
    assert time.monotonic() - began < 6


def test_what_the_first_name_server_does_not_know_is_unknown(names):
    """Its word is the last one, as everywhere: the others are for when it says nothing."""
    names.serve({})
    second = names.serve({"boot": ["A", SERVER]}, OTHER)
    got, said = names.get("boot", f"nameserver {SERVER}", f"nameserver {OTHER}")
    assert not got and "boot: no such host" in said
    assert not asked(second)


@pytest.mark.parametrize("table, want", [
    pytest.param({}, "boot: no such host", id="no-such-host"),
    pytest.param({"boot": ["A"]}, "boot: host without usable address", id="no-address"),
    pytest.param({"boot": ["A", "224.0.0.1"]}, "boot: host without usable address", id="useless-address"),
    pytest.param({"boot": ["fail"]}, "boot: the name server failed or refused", id="failure"),
    pytest.param({"boot": ["rubbish"]}, "boot: broken answer", id="rubbish"),
    pytest.param({"boot": ["loop"]}, "boot: host without usable address", id="hazard_82-alias-loop"),
])
def test_failure_is_named(names, table, want):
    names.serve(table)
    got, said = names.get("boot", f"nameserver {SERVER}")
    assert not got and want in said


def test_no_name_server(names):
    assert "boot: no name server known" in names.get("boot")[1]
    began = time.monotonic()
    assert "boot: no name server answered" in names.get("boot", f"nameserver {DEAD}")[1]
    assert time.monotonic() - began < 12


def test_letters_beyond_ascii(names):
    got, said = names.get("b\u00fccher.lan", f"nameserver {SERVER}")
    assert not got and "letters beyond ASCII in the host name; write it as xn--" in said
    names.serve({"xn--bcher-kva.lan": ["A", SERVER]})
    assert names.get("xn--bcher-kva.lan", f"nameserver {SERVER}")[0] == FILE


def test_ids_and_ports_are_not_to_be_guessed(names):
    """Twenty lookups: hardly an id or a port twice, and no order in either."""
    capture = names.server.start("tcpdump", "-l", "-n", "-i", "eth0", "udp dst port 53")
    time.sleep(1)
    names.serve({})
    for _ in range(20):
        names.get("x", f"nameserver {SERVER}")
    time.sleep(1)
    lines = [line.split() for line in capture.log.read_text().splitlines() if " A? " in line]
    ports = [int(w[2].rsplit(".", 1)[1]) for w in lines]
    ids = [int(w[w.index(next(x for x in w if x.endswith("+")))].rstrip("+")) for w in lines]
    for numbers in (ports, ids):
        assert len(numbers) == 20 and len(set(numbers)) >= 18
        assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))


@pytest.mark.parametrize("options, host", [
    pytest.param(["--dhcp-option=option:domain-search,a.lan,b.lan", "--domain=c.lan"], "boot", id="option-119"),
    pytest.param(["--dhcp-option=option:domain-name,a.lan b.lan"], "boot", id="two-domains-in-15"),
    pytest.param(["--domain=c.lan"], "bare", id="name-as-such"),
    pytest.param([], "many.lan", id="truncated"),
])
def test_loader_in_its_sandbox(site, options, host):
    site.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    site.put({DEFAULT: config(kernel_name=f"tftp://{host}/kernel")})
    site.tftp()
    dnsd(site.server, {"boot.b.lan": ["A", SERVER], "bare": ["A", SERVER], "many.lan": ["tc", SERVER]}, OTHER)
    site.dhcp(f"--dhcp-option=option:dns-server,{OTHER}", *options)
    r = site.boot("--once")
    assert r.status == 0 and r.urls()[0] == f"tftp://{host}/kernel", r


@pytest.mark.seconds(20)
@pytest.mark.parametrize("back", [False, True], ids=["dead", "back"])
def test_server_whose_name_has_no_address(site, back):
    """Option 66 has a name and the name server is dead: that costs the lookup in one round. In the next one the
    DHCP server is asked without it, and the name only where that one has no configuration."""
    site.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    files = {DEFAULT: config(), "kernel": site.kernel, "initrd": site.initrd}
    site.tftp()
    site.lab.tftpd_hpa(site.server, site.lab.tree(files if back else {"x": b""}, "named"), addr=OTHER)
    site.dhcp(f"--dhcp-option=option:dns-server,{OTHER}", "--dhcp-option-force=66,boot.lan")
    run = site.start(timeout=60)
    run.wait_line("next try in", seconds=40)
    if back:
        dnsd(site.server, {"boot.lan": ["A", OTHER]}, OTHER)
    else:
        site.put(files)
    r = run.end(90)
    assert r.status == 0 and r.count(", next try in") == 1, r
    r.only("boot.lan: ", "going on with the other servers that DHCP names")
    assert r.count("asking those too that were silent before") == back, r
    assert r.urls()[0] == f"tftp://{'boot.lan' if back else SERVER}/kernel", r
