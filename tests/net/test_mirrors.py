# SPDX-License-Identifier: MIT
"""The same file on several servers: the next one is asked when one is silent, unreachable, slow or
cannot serve; what came from one goes on at another only where both vouch for the same version."""

import itertools
import os
import threading
import time

import pytest

from bootlab import DEFAULT, config, sha
from hostile import Hostile, data, oack
from http_fixtures import SERVER, get, noise, scripted  # noqa: F401

OTHER = "10.9.0.3"
NOBODY = "10.9.0.9"
BIG = noise(6_000_000)
GOES_ON = "going on with"


@pytest.fixture
def pair(lab):
    """(client, server's namespace, root of the first server, root of the second)"""
    client, ns = lab.pair()
    roots = [lab.dir / "one", lab.dir / "two"]
    for root in roots:
        root.mkdir()
        root.chmod(0o755)
        (root / "big").write_bytes(BIG)
        os.utime(root / "big", (1_700_000_000, 1_700_000_000))  # nginx makes its ETag of it
    return client, ns, *roots


@pytest.fixture
def fetch(get):  # noqa: F811
    return lambda client, *urls: get(client, urls[-1], *urls[:-1])


def urls(name="big"):
    return f"http://{SERVER}/{name}", f"http://{SERVER}:8080/{name}"


def lines(p, words=GOES_ON):
    return [line for line in p.stderr.splitlines() if words in line]


def statuses(nginx):
    return [line.split()[8] for line in nginx.access.read_text().splitlines()]


def test_refused_connection_leads_to_the_next(pair, lab, fetch):
    client, ns, one, two = pair
    lab.nginx(ns, two, port=8080)
    p, data, _ = fetch(client, urls()[0], urls()[1])
    assert p.returncode == 0 and data == BIG, p.stderr
    assert len(lines(p)) == 1 and "Connection refused" in lines(p)[0]
    assert lines(p)[0].endswith(f"{GOES_ON} {urls()[1]}")


def test_missing_file_is_an_answer(pair, lab, fetch):
    """Servers that answer are believed; else a typing error would be asked of all."""
    client, ns, one, two = pair
    lab.nginx(ns, one)
    second = lab.nginx(ns, two, port=8080)
    p, _, _ = fetch(client, urls("none")[0], urls()[1])
    assert p.returncode == 1 and "404" in p.stderr and not lines(p)
    assert not statuses(second)


@pytest.mark.parametrize("same", [True, False])
def test_server_dies_in_mid_file(pair, lab, fetch, tmp_path, same):
    """Two nginx: what the first one sent is kept if the other's file has the same ETag and size."""
    client, ns, one, two = pair
    data = BIG if same else noise(5_000_000, 2)
    if not same:
        (two / "big").write_bytes(data)
    first = lab.nginx(ns, one, server="limit_rate 200k;")
    second = lab.nginx(ns, two, port=8080)

    def kill_it():
        end = time.monotonic() + 60
        while time.monotonic() < end and not any(
                f.stat().st_size > 300_000 for f in tmp_path.glob("out.*")):
            time.sleep(0.05)
        lab.stop(first, 9)

    killer = threading.Thread(target=kill_it)
    killer.start()
    p, got, _ = fetch(client, *urls())
    killer.join()
    assert p.returncode == 0 and got == data, p.stderr
    assert len(lines(p)) == 1 and "received" in lines(p)[0]
    assert statuses(second) == (["206"] if same else ["200"])


@pytest.mark.parametrize("status", ["500 Broken", "503 Busy", "429 Slow Down"])
def test_server_that_cannot_serve(scripted, fetch, status):  # noqa: F811
    server, client = scripted(
        lambda r: r.reply("200 OK", b"good") if r.path == "/two" else
        r.reply(status, b"no", "Retry-After: 60"))
    began = time.monotonic()
    p, data, _ = fetch(client, f"http://{SERVER}/one", f"http://{SERVER}/two")
    assert p.returncode == 0 and data == b"good", p.stderr
    assert time.monotonic() - began < 50, "the other is not asked after a pause"
    assert [r.path for r in server.requests] == ["/one", "/two"]
    assert len(lines(p)) == 1 and status.split()[0] in lines(p)[0]


@pytest.mark.seconds(15)
def test_server_that_accepts_and_says_nothing(scripted, fetch):  # noqa: F811
    """It is named soon, and left for the other one long before a stalled download would be."""
    def script(r):
        if r.path == "/two":
            return r.reply("200 OK", b"good")
        time.sleep(40)

    _, client = scripted(script)
    began = time.monotonic()
    p, data, _ = fetch(client, f"http://{SERVER}/one", f"http://{SERVER}/two")
    assert p.returncode == 0 and data == b"good", p.stderr
    assert 14 < time.monotonic() - began < 20
    assert f"http://{SERVER}/one: no answer for 4 s, still waiting" in p.stderr
    assert len(lines(p, "the server accepts and says nothing")) == 1


@pytest.mark.seconds(30)
def test_low_speed(scripted, fetch):  # noqa: F811
    """Bytes that come now and then are no download."""
    def script(r):
        if r.path == "/two":
            return r.reply("200 OK", b"good")
        r.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            r.send("x")
            time.sleep(1)

    _, client = scripted(script)
    p, data, _ = fetch(client, f"http://{SERVER}/one", f"http://{SERVER}/two")
    assert p.returncode == 0 and data == b"good", p.stderr
    assert len(lines(p, "less than 1 KiB/s")) == 1


def test_all_fail(pair, fetch):
    client = pair[0]
    p, data, _ = fetch(client, *urls())
    assert p.returncode == 1 and data is None
    assert len(lines(p)) == 1 and p.stderr.count("Connection refused") == 2


@pytest.mark.seconds(25)
def test_tftp_then_http(pair, lab, fetch):
    """Whoever speaks another protocol may stand in."""
    client, ns, one, two = pair
    lab.nginx(ns, two, port=8080)
    p, data, figures = fetch(client, f"tftp://{NOBODY}/big", urls()[1])
    assert p.returncode == 0 and data == BIG, p.stderr
    assert figures["transport"] == "http" and len(lines(p)) == 1


def test_http_then_tftp(pair, lab, fetch):
    client, ns, one, two = pair
    lab.tftpd_hpa(ns, two, addr=SERVER)
    p, data, figures = fetch(client, urls()[0], f"tftp://{SERVER}/big")
    assert p.returncode == 0 and data == BIG, p.stderr
    assert figures["transport"] == "tftp" and len(lines(p)) == 1


# --- whole boots --------------------------------------------------------------------------------


def booted(r, site):
    assert r.status == 0, r
    assert [f["sha256"] for f in r.report["files"]] == [sha(site.kernel), sha(site.initrd)]


@pytest.mark.seconds(25)
def test_option_150_with_two(site):
    """The first one is dead: that costs its silence once, not with every name and file."""
    site.serve({DEFAULT: config()}, f"--dhcp-option-force=150,{NOBODY},{SERVER}")
    r = site.boot(timeout=120)
    booted(r, site)
    assert NOBODY in r.only(GOES_ON) and r.only(GOES_ON).endswith(SERVER)
    assert r.urls() == [f"tftp://{SERVER}/kernel", f"tftp://{SERVER}/initrd"]


@pytest.mark.parametrize("scheme", ["tftp", "http"])
def test_name_with_two_addresses(site, scheme):
    """Whichever of them comes first, and one of them is nobody's."""
    site.put({DEFAULT: config(kernel_name=f"{scheme}://boot.lan/kernel",
                              initrd=f"{scheme}://boot.lan/initrd")})
    site.tftp()
    site.lab.nginx(site.server, site.root)
    site.dhcp("--port=53", "--no-resolv", f"--address=/boot.lan/{NOBODY}",
              f"--address=/boot.lan/{SERVER}")
    r = site.boot(timeout=120)
    booted(r, site)
    assert r.count(GOES_ON) <= 1
    assert r.urls() == [f"{scheme}://boot.lan/kernel", f"{scheme}://boot.lan/initrd"]


@pytest.mark.seconds(30)
def test_mirror_in_place_of_the_prefix(site):
    """Neither the server that DHCP names is there nor the first of two mirrors. What names its own
    server is not looked for on mirrors."""
    nginx = site.lab.nginx(site.server, site.root)
    site.put({"m/" + DEFAULT: config(initrd=f"http://{SERVER}/initrd"), "m/kernel": site.kernel})
    site.dhcp(boot=("dir/pxelinux.0", "", NOBODY))
    r = site.boot("--mirror", f"http://{OTHER}/", "--mirror", f"http://{SERVER}/m/", timeout=120)
    booted(r, site)
    assert r.count(GOES_ON) == 3  # the DHCP server comes before the mirrors
    assert r.urls() == [f"http://{SERVER}/m/kernel", f"http://{SERVER}/initrd"]
    assert nginx.access.read_text().count("/m/pxelinux.cfg/default ") == 1


@pytest.mark.seconds(40)
def test_real_19_trickling_tftp_server_is_left_for_the_next(pair, lab, get):  # noqa: F811
    """8 bytes every 15 s would hold a boot for ever: after 30 s the next server is asked."""
    client, ns, one, two = pair
    ns.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    over = threading.Event()

    def trickle(t):
        t.send(oack(blksize=8, tsize=len(BIG)))
        for block in itertools.count(1):
            if over.wait(15) or not t.wait_ack(block - 1, 1):
                return
            t.send(data(block, BIG[block * 8 - 8:block * 8]))

    lab.atftpd(ns, two, addr=OTHER)
    with Hostile(ns, trickle, SERVER) as h:
        began = time.monotonic()
        p, got, _ = get(client, f"tftp://{OTHER}/big", f"tftp://{SERVER}/big")
        over.set()
    assert p.returncode == 0 and got == BIG, p.stderr
    assert len(h.requests) <= 3 and time.monotonic() - began < 60
    *lost, slow = lines(p)  # a first block that is so late looks lost, twice at most
    assert all("a block was lost after 0 bytes, beginning anew" in line for line in lost), p.stderr
    assert "less than 10 KiB in 30 s" in slow, p.stderr
    assert slow.endswith(f"{GOES_ON} tftp://{OTHER}/big")
