# SPDX-License-Identifier: MIT
"""`pxe boot` in networks as people have them: several servers, slow ones, dead ones, firewalls.
docs/networks.md lists what is held here."""

import http.server
import struct
import threading
import time

import pytest

from bootlab import BY_IP, BY_MAC, DEFAULT, SERVER, config
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
@pytest.mark.parametrize("late", [2.6, 3, 5, 9])
def test_boot_server_answers_late(site, servers, late):
    """A router without boot data answers at once, the boot server later than anybody waits: its
    lease is used as soon as it comes. The router's TFTP is given up after 10 to 14.5 s; what comes then is the
    next test's."""
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


@pytest.mark.seconds(10)
@pytest.mark.parametrize("back", [False, True], ids=["dead", "back"])
def test_dead_server_costs_4_s_once(site, back):
    """In the next round the other one is asked first, and the dead one where that has no configuration: it
    may be back."""
    for addr in (OTHER, "10.9.0.3"):
        site.server.ip("addr", "add", addr + "/24", "dev", "eth0")
    site.lab.tree({"x": b""}, "second")
    site.lab.tftpd_hpa(site.server, site.lab.dir / "second", addr="10.9.0.3")
    drop = ("add table ip t", "add chain ip t in { type filter hook input priority 0 ; }",
            f"add rule ip t in ip daddr {OTHER} drop")
    for rule in drop:
        assert site.server.run("nft", rule).returncode == 0
    boots_from(site, "first", OTHER)
    site.dhcp(f"--dhcp-option=150,{OTHER},10.9.0.3")
    run = site.start(timeout=40)
    run.wait_line("next try in")
    if back:
        assert site.server.run("nft", "delete table ip t").returncode == 0
    else:
        files = {DEFAULT: config(), "kernel": site.kernel, "initrd": site.initrd}
        site.lab.tree(files, "second")
    r = run.end(60)
    assert r.status == 0, r
    assert r.count(", next try in") == 1, r
    r.only("no answer, going on with 10.9.0.3")
    assert r.count("asking those too that were silent before") == back, r


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


@pytest.mark.parametrize("server, ports", [("tftpd-hpa", "67, 69, 4000-4010"), ("dnsmasq", "67, 69")])
def test_servers_made_for_such_a_firewall(site, server, ports):
    """A range of ports that is let through, or one port for everything."""
    site.put({DEFAULT: config()})
    if server == "dnsmasq":
        site.dhcp("--enable-tftp", f"--tftp-root={site.root}", "--tftp-single-port")
    else:
        site.tftp("--port-range", "4000:4010")
        site.dhcp()
    for rule in ("add table ip t", "add chain ip t in { type filter hook input priority 0 ; }",
                 f"add rule ip t in udp dport != {{ {ports} }} drop"):
        assert site.server.run("nft", rule).returncode == 0
    site.boot("--once").booted(("kernel", site.kernel), ("initrd", site.initrd))


@pytest.mark.parametrize("mtu", [1280, 1400])
def test_mtu_of_the_lease(site, mtu):
    """Option 26 below the link's: larger packets come to nothing on the way here, without a word, and the
    server knows nothing of it."""
    site.serve({DEFAULT: config()}, f"--dhcp-option-force=option:mtu,{mtu}")
    for rule in ("add table netdev t", "add chain netdev t in { type filter hook ingress device eth0 priority 0 ; }",
                 f"add rule netdev t in ip length > {mtu} drop"):
        assert site.client.run("nft", rule).returncode == 0
    site.boot("--once").booted(("kernel", site.kernel), ("initrd", site.initrd))


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


class AtOnce:
    """A TFTP server that answers nothing before so many requests are under way: to whoever asks for one
    name after the other it is silent."""

    def __init__(self, ns, wanted, files):
        self.socket, self.wanted, self.files = ns.udp(SERVER, 69), wanted, files
        self.socket.settimeout(0.1)
        self.names, self.most, self.over = [], 0, False
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        waiting = {}
        while not self.over:
            try:
                packet, peer = self.socket.recvfrom(2048)
            except TimeoutError:
                continue
            if packet[:2] != b"\0\1":
                continue
            name = packet[2:].split(b"\0")[0].decode()
            if peer not in waiting:
                self.names.append(name)
            waiting[peer] = name
            self.most = max(self.most, len(waiting))
            if len(waiting) < self.wanted:
                continue
            for peer, name in waiting.items():
                found = name in self.files
                self.socket.sendto(b"\0\3\0\1" + self.files[name] if found else
                                   b"\0\5\0\1File not found\0", peer)
            self.wanted -= min(self.wanted, len(waiting))
            self.wanted, waiting = max(self.wanted, 1), {}

    def end(self):
        self.over = True
        self.thread.join()
        self.socket.close()


NAMES = [BY_MAC, *BY_IP, DEFAULT]


@pytest.mark.seconds(5)
@pytest.mark.parametrize("found, size", [(DEFAULT, 10), (BY_IP[2], 10)])
def test_all_names_are_asked_for_at_once(site, found, size):
    """By TFTP, in one round trip. What comes first in the order counts, not what comes first."""
    files = {name: b"default x\nlabel x\n localboot 0\n" for name in NAMES[NAMES.index(found):]}
    server = AtOnce(site.server, size, files)
    try:
        site.dhcp()
        r = site.boot("--once")
    finally:
        server.end()
    r.only(f"tftp://{SERVER}/{found}: configuration, 31 bytes")
    assert r.count("no answer") == 0, r
    assert sorted(server.names) == sorted(NAMES), r


@pytest.mark.seconds(5)
def test_no_more_than_16_names_at_a_time(site):
    """Option 210 makes twenty names; each is asked for once."""
    server = AtOnce(site.server, 16, {})
    try:
        site.dhcp("--dhcp-option-force=210,cfg/")
        r = site.boot("--once", "--ipxe=0")
    finally:
        server.end()
    r.only("no configuration under any of 20 names")
    assert r.count("no answer") == 0, r
    assert server.most == 16
    assert len(server.names) == len(set(server.names)) == 20, r


@pytest.mark.seconds(5)
def test_all_names_are_asked_for_at_once_by_http(site):
    """On so many connections; the files that follow go over those."""
    seen, enough = [], threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            seen.append(self.path)
            if len(seen) >= 10:
                enough.set()
            enough.wait(20)
            body = b"default x\nlabel x\n localboot 0\n" if self.path.endswith("default") else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = site.server.inside(lambda: http.server.ThreadingHTTPServer((SERVER, 80), Handler))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        site.dhcp("--dhcp-option-force=210,http://" + SERVER + "/")
        r = site.boot("--once")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    r.only(f"http://{SERVER}/{DEFAULT}: configuration, 31 bytes")
