# SPDX-License-Identifier: MIT
"""Switch ports that do not forward yet: a real bridge with spanning tree, a scripted switch that
speaks RSTP or LACP."""

import re
import socket
import threading
import time

import pytest

SERVER = "10.9.0.1"
RANGE = "--dhcp-range=10.9.0.50,10.9.0.99,255.255.255.0,600"
STP_GROUP = bytes.fromhex("0180c2000000")
SLOW_GROUP = bytes.fromhex("0180c2000002")
SWITCH = bytes.fromhex("020000000099")


def rstp(flags):
    """A frame of RSTP: root, bridge and timers are those of a fresh switch."""
    bpdu = bytes([0x42, 0x42, 3, 0, 0, 2, 2, flags]) + bytes.fromhex(
        "8000020000000001 00000004 8000020000000002 8001 0000 1400 0200 0f00 00")
    return STP_GROUP + SWITCH + len(bpdu).to_bytes(2, "big") + bpdu.ljust(46, b"\0")


def lacp(state):
    """A LACPDU of a switch that has heard no partner."""
    own = bytes.fromhex("01010114 8000 020000000099 0007 8000 0003") + bytes([state, 0, 0, 0])
    return SLOW_GROUP + SWITCH + b"\x88\x09" + (own + bytes.fromhex("0214")).ljust(110, b"\0")


class Switch:
    """Sends one frame every second; what it sends may be changed meanwhile."""

    def __init__(self, ns, frame):
        def open_socket():
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            s.bind(("eth0", 0))
            return s

        self.frame, self.socket = frame, ns.inside(open_socket)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._send)
        self.thread.start()

    def _send(self):
        while not self.ended.is_set():
            self.socket.send(self.frame)
            self.ended.wait(1)

    def end(self):
        self.ended.set()
        self.thread.join()
        self.socket.close()


@pytest.fixture
def net(lab):
    client, server = lab.netns("client"), lab.netns("server")
    lab.veth(client, "eth0", server, "eth0", None, SERVER + "/24")
    return client, server


def wait_for(process, words, seconds=30):
    end = time.monotonic() + seconds
    while words not in process.log.read_text():
        assert time.monotonic() < end and process.poll() is None, process.log.read_text()
        time.sleep(0.02)


@pytest.mark.parametrize("delay", [
    pytest.param(5, marks=pytest.mark.seconds(14)),
    pytest.param(17.5, marks=pytest.mark.seconds(40)),
])
def test_bridge_with_spanning_tree(net, lab, tool, delay):
    """The port forwards after twice the delay. The lease comes within 3 s of that (and one for a busy machine),
    and the console says what keeps it."""
    client, server = net
    server.ip("addr", "del", SERVER + "/24", "dev", "eth0")
    server.ip("link", "add", "br0", "type", "bridge", "stp_state", "1", "forward_delay",
              str(int(delay * 100)))
    server.ip("addr", "add", SERVER + "/24", "brd", "+", "dev", "br0")
    server.ip("link", "set", "br0", "up")
    server.ip("link", "set", "eth0", "master", "br0")
    lab.dnsmasq(server, "--no-ping", RANGE, "--dhcp-boot=pxelinux.0")
    p = client.start(tool("dhcp"), "-i", "eth0")
    wait_for(p, "the switch port is not forwarding yet (spanning tree), it should within")
    end = time.monotonic() + 60
    while "state forwarding" not in server.ip("-d", "link", "show", "eth0"):
        assert time.monotonic() < end
        time.sleep(0.05)
    since = time.monotonic()
    assert p.wait(10) == 0, p.log.read_text()
    assert time.monotonic() - since < 4, p.log.read_text()
    assert "no DHCP offer" not in p.log.read_text()


@pytest.mark.seconds(14)
@pytest.mark.parametrize("blocked, forwards, words", [
    (rstp(0x0E), rstp(0x3C), "the switch port is not forwarding yet (spanning tree)"),
    (lacp(0x45), lacp(0x3D), "it waits for a link aggregation (LACP)"),
], ids=["rstp", "lacp"])
def test_switch_that_tells(net, lab, tool, blocked, forwards, words):
    """Asked through every 2 s for as long as it says so, and at once when it does not any more."""
    client, server = net
    switch = Switch(server, blocked)
    p = client.start(tool("dhcp"), "-i", "eth0")
    try:
        wait_for(p, words)
        time.sleep(9)  # by now the pauses between DISCOVERs would be 8 s
        lab.dnsmasq(server, "--no-ping", RANGE, "--dhcp-boot=pxelinux.0")
        switch.frame = forwards
        since = time.monotonic()
        assert p.wait(10) == 0, p.log.read_text()
        assert time.monotonic() - since < 4, p.log.read_text()
    finally:
        switch.end()
    assert len(re.findall("not forwarding", p.log.read_text())) == 1, p.log.read_text()
