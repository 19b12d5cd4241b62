# SPDX-License-Identifier: MIT
"""`pxe get` over links that lose, double, reorder, delay, spoil and shrink."""

import json
import subprocess
import time

import pytest

from hostile import Hostile, data, oack
from netlab import need
from tftp_fixtures import get, noise  # noqa: F401

BIG = noise(1_000_000)
MID = noise(120_000, 2)


def serve(lab, server, name="atftpd"):
    root = lab.tree({"big": BIG, "mid": MID})
    if name == "dnsmasq":
        return lab.dnsmasq(server, tftp_root=root)
    return getattr(lab, name)(server, root)


def relay_counts(lab, relay):
    lab.stop(relay)
    return json.loads(relay.log.read_text().splitlines()[-1])


@pytest.mark.parametrize("loss", [1, 5, 20])
def test_loss(lab, get, loss):
    client, server, relay = lab.lossy_pair("--loss", loss, "--seed", 42)
    serve(lab, server)
    p, got, _ = get(client, "big", timeout=120)
    assert got == BIG, p.stderr
    assert relay_counts(lab, relay)["left"]["dropped"] > 0


@pytest.mark.parametrize("server_name", ["dnsmasq", "tftpd_hpa"])
def test_loss_in_lock_step(lab, get, server_name):
    """These servers repeat a lost block when they think fit, so the file is small."""
    client, server, relay = lab.lossy_pair("--loss", 3, "--seed", 42)
    serve(lab, server, server_name)
    p, got, _ = get(client, "mid", timeout=300)
    assert got == MID, p.stderr
    assert relay_counts(lab, relay)["left"]["dropped"] > 0


def test_everything_doubled(lab, get):
    """Traffic of the client itself must not double: the Sorcerer's Apprentice."""
    client, server, relay = lab.lossy_pair("--dup", 100, "--seed", 42)
    serve(lab, server, "tftpd_hpa")
    p, got, stats = get(client, "big")
    assert got == BIG, p.stderr
    blocks = len(BIG) // 1468 + 1
    assert relay_counts(lab, relay)["right"]["seen"] <= 1.1 * (blocks + 2)


@pytest.mark.parametrize("server_name", ["atftpd", "dnsmasq"])
def test_reordered(lab, get, server_name):
    client, server, _ = lab.lossy_pair("--jitter", 5, "--seed", 7)
    serve(lab, server, server_name)
    p, got, _ = get(client, "big")
    assert got == BIG, p.stderr


def test_spoilt_frames_are_lost_frames(lab, get):
    client, server, relay = lab.lossy_pair("--corrupt", 3, "--seed", 3)
    serve(lab, server)
    p, got, _ = get(client, "big")
    assert got == BIG, p.stderr
    assert relay_counts(lab, relay)["left"]["corrupted"] > 0


@pytest.mark.parametrize("delay", [100, 1100])
def test_long_way(lab, get, delay):
    """Round trips of 0.2 and 2.2 s: slow, but without a storm of repeats."""
    client, server, _ = lab.lossy_pair("--delay", delay)
    lab.tree({"small": BIG[:40 * 1468]})
    serve(lab, server)
    p, got, stats = get(client, "small")
    assert got == BIG[:40 * 1468], p.stderr
    assert stats["retransmits"] <= 12


def test_all_at_once(lab, get):
    client, server, _ = lab.lossy_pair("--loss", 5, "--dup", 5, "--jitter", 3, "--delay", 1,
                                       "--corrupt", 1, "--seed", 11)
    serve(lab, server)
    p, got, _ = get(client, "big", timeout=120)
    assert got == BIG, p.stderr


def test_path_that_swallows_large_frames(lab, get):
    """No ICMP, larger frames just vanish: 512-byte blocks in the end."""
    client, server, _ = lab.lossy_pair("--max-size", 600)
    serve(lab, server)
    began = time.monotonic()
    p, got, stats = get(client, "big")
    assert got == BIG, p.stderr
    assert stats["blksize"] == 512
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("mtu", [576, 1500, 9000])
def test_behind_a_router_blocks_follow_the_mtu(lab, get, mtu):
    """Nothing is ever in fragments there."""
    client, server = lab.pair(mtu=mtu)
    server.ip("addr", "add", "10.8.0.1/32", "dev", "lo")
    client.ip("route", "add", "default", "via", "10.9.0.1")
    lab.atftpd(server, lab.tree({"big": BIG}), addr="10.8.0.1")
    p, got, stats = get(client, "big", url="tftp://10.8.0.1/big")
    assert got == BIG, p.stderr
    assert stats["blksize"] == mtu - 32
    assert stats["windowsize"] == 64


@pytest.mark.parametrize("server_name", ["tftpd_hpa", "atftpd"])
@pytest.mark.parametrize("mtu", [1500, 9000])
def test_path_that_swallows_fragments(lab, get, server_name, mtu):
    """Many firewalls do. It takes a second to see, and then blocks of the MTU's size are asked."""
    client, server, relay = lab.lossy_pair("--no-fragments", mtu=mtu)
    serve(lab, server, server_name)
    began = time.monotonic()
    p, got, stats = get(client, "mid")
    took = time.monotonic() - began
    assert got == MID, p.stderr
    assert stats["blksize"] == mtu - 32
    assert relay_counts(lab, relay)["left"]["fragments"] > 0
    assert took < 8


def test_window_loses_its_tail_each_time(lab, get):
    """A path that takes only five packets at a time still gets the file through."""
    client, server = lab.pair()
    content = noise(200 * 512)

    def script(t):
        t.send(oack(blksize=512, windowsize=16))
        at = 0
        while at <= len(content) // 512:
            got = t.receive(2)
            if got is None:
                return
            at = got[1] + 1
            for n in range(at, min(at + 5, len(content) // 512 + 2)):
                t.send(data(n, content[(n - 1) * 512:n * 512]))

    with Hostile(server, script):
        p, got, stats = get(client, "f", "--blksize", 600)
    assert got == content, p.stderr
    assert stats["windowsize"] == 16


def test_real_14_windows_on_a_slow_line(lab, get):
    """A window takes longer than the line's queue and the server's patience allow: a smaller one is
    asked for before the line carries everything twice."""
    client, server = lab.pair()
    server.run(need("tc"), "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "1mbit", "burst",
               "3200", "limit", "65536", check=True)
    lab.atftpd(server, lab.tree({"f": BIG[:300_000]}))
    p, got, stats = get(client, "f")
    assert got == BIG[:300_000], p.stderr
    assert stats["blksize"] == 1468 and stats["windowsize"] < 64
    assert stats["packets"] < 1.3 * 300_000 / 1468
    assert stats["seconds"] < 5  # 2.5 for the file, and what the first two attempts left in the queue


def test_names_from_dns(lab, get, tmp_path, tool):
    client, server = lab.pair()
    root = lab.tree({"big": BIG})
    lab.dnsmasq(server, "--port=53", "--no-resolv", "--no-hosts", "--address=/boot.lab/10.9.0.1",
                "--local=/lab/", "--host-record=srv.lab,10.9.0.1", "--cname=alias.lab,srv.lab",
                tftp_root=root)
    resolv = tmp_path / "resolv.conf"
    resolv.write_text("search lab\nnameserver 10.9.0.9\nnameserver 10.9.0.1\n")
    for host in ("boot.lab", "alias.lab", "srv"):
        out = tmp_path / host
        p = client.run("sh", "-c", 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"', "sh",
                       resolv, tool("pxe"), "get", "-o", out, f"tftp://{host}/big")
        assert p.returncode == 0, p.stderr
        assert out.read_bytes() == BIG
    p = client.run("sh", "-c", 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"', "sh", resolv,
                   tool("pxe"), "get", "-o", "-", "tftp://missing.lab/big")
    assert p.returncode == 1 and "missing.lab" in p.stderr


def broken_link(lab):
    """A client and a server at 10 Mbit/s, and a function that cuts the wire or mends it."""
    client, server, middle = lab.netns("client"), lab.netns("server"), lab.netns("middle")
    lab.veth(client, "eth0", middle, "left", "10.9.0.2/24")
    lab.veth(server, "eth0", middle, "right", "10.9.0.1/24")
    middle.ip("link", "add", "br0", "type", "bridge")
    for end in ("left", "right"):
        middle.ip("link", "set", end, "master", "br0")
    middle.ip("link", "set", "br0", "up")
    server.run(need("tc"), "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "10mbit", "burst",
               "3200", "limit", "65536", check=True)

    def wire(whole):
        middle.ip("link", "set", "right", *(("master", "br0") if whole else ("nomaster",)))

    return client, server, wire


def received(client):
    return int(client.run("cat", "/sys/class/net/eth0/statistics/rx_bytes").stdout)


LOST = "a block was lost after"
ENDED = "the server has ended the transfer after"


@pytest.mark.parametrize("server_name, down, after, word", [
    ("dnsmasq", 2, 300_000, LOST), ("dnsmasq", 3, 3_000_000, None), ("tftpd_hpa", 2, 300_000, LOST),
    ("tftpd_hpa", 5, 3_000_000, ENDED), ("atftpd", 2, 3_000_000, None)])
def test_real_14_break_on_the_wire(lab, tool, tmp_path, server_name, down, after, word):
    """The file goes on or begins anew, which is said: a server may have given up meanwhile, or may wait
    for longer than it takes to begin anew. talk/talk_tftp_lost and talk_tftp_way say how soon."""
    client, server, wire = broken_link(lab)
    content = noise(after + 500_000, 3)
    lab.tree({"huge": content})
    serve(lab, server, server_name)
    out, said = tmp_path / "out", tmp_path / "said"
    with said.open("w") as err:
        p = subprocess.Popen(["ip", "netns", "exec", client.name, tool("pxe"), "get", "-o", out,
                              "--blksize", "1468", "tftp://10.9.0.1/huge"], stderr=err)
    while received(client) < after:
        assert p.poll() is None
        time.sleep(0.01)
    wire(False)
    time.sleep(down)
    wire(True)
    assert p.wait(30) == 0, said.read_text()
    assert out.read_bytes() == content
    anew = [line for line in said.read_text().splitlines() if "beginning anew" in line]
    assert [word in line for line in anew] == [True] * (word is not None), said.read_text()
