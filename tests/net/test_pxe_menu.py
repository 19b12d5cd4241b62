# SPDX-License-Identifier: MIT
"""Boot menus of PXE servers (DHCP option 43) by the real thing: dnsmasq beside a DHCP server that knows
nothing of booting. `pxe boot` shows nobody a menu: its first line is what counts."""

import socket
import struct
import threading

import pytest

from bootlab import DEFAULT, MAC, SERVER, config
from dhcpd import Dhcpd, options_of

PROXY = "10.9.0.2"


@pytest.fixture
def proxy(site):
    """The DHCP server at SERVER knows nothing of booting; everything else is at PROXY, a machine of its
    own."""
    lab, switch, machine = site.lab, site.lab.netns("switch"), site.lab.netns("proxy")
    site.client.ip("link", "del", "eth0")
    switch.ip("link", "add", "br0", "type", "bridge", "forward_delay", "0")
    switch.ip("link", "set", "br0", "up")
    for port, (ns, addr) in enumerate([(site.client, None), (site.server, SERVER + "/24"),
                                       (machine, PROXY + "/24")]):
        lab.veth(ns, "eth0", switch, f"p{port}", addr)
        switch.ip("link", "set", f"p{port}", "master", "br0")
    site.client.ip("link", "set", "eth0", "address", MAC)
    site.put({DEFAULT: config(), "second/" + DEFAULT: config(append="b=2"),
              "second/kernel": site.kernel, "second/initrd": site.initrd})
    lab.tftpd_hpa(machine, site.root, addr=PROXY)
    router = Dhcpd(site.server, boot="")
    yield lambda *args: lab.dnsmasq(machine, "--dhcp-range=10.9.0.0,proxy", *args)
    router.stop()


def test_first_service_is_asked_for(site, proxy):
    proxy("--pxe-prompt=Pick one,10", "--pxe-service=31,Linux,second/pxelinux",
          "--pxe-service=31,Other,other")
    r = site.boot()
    assert r.status == 0, r
    r.only('PXE boot menu: "Linux", the first, as nobody can see it')
    r.only("by proxyDHCP")
    assert r.report["cmdline"].split()[1] == "b=2"
    assert r.urls()[0] == f"tftp://{PROXY}/second/kernel"


def test_nothing_for_this_architecture(site, proxy):
    """Others get a file there. The proxy is named, and its tree comes before the router's, which has none."""
    proxy("--pxe-service=x86PC,Linux,pxelinux")
    r = site.boot()
    assert r.status == 0, r
    r.only(f"server {PROXY}", "names no boot file for this architecture")
    assert r.urls() == [f"tftp://{PROXY}/kernel", f"tftp://{PROXY}/initrd"]
    assert r.count("next try in") == 0, r


def test_boot_file_of_the_proxy_for_all(site, proxy):
    proxy("--pxe-service=x86PC,Linux,pxelinux", "--dhcp-boot=second/pxelinux.0")
    r = site.boot()
    assert r.status == 0, r
    assert r.report["cmdline"].split()[1] == "b=2"


@pytest.mark.seconds(24)
def test_proxy_that_says_nothing(site, proxy):
    """dnsmasq with --dhcp-boot and no service answers nobody: the router's lease is all there is, and the
    console says on whose word it looks there."""
    proxy("--dhcp-boot=pxelinux.0")
    r = site.boot("--once", timeout=60)
    assert r.status == 1
    assert r.count(f"server {SERVER} (siaddr)") >= 1 and r.count("proxyDHCP") == 0, r
    assert "nothing listens there" in r.lines[-1], r


def test_local_boot_first_leaves_the_network(site, proxy):
    """A service without a file is the machine's own disk. Such a menu dnsmasq shows in its offer, to x86
    alone; others get a file of it at once."""
    proxy("--pxe-prompt=Pick one,0", "--pxe-service=x86PC,Local boot,0",
          "--pxe-service=x86PC,Linux,second/pxelinux")
    r = site.boot("--once", "--arch", "0")
    assert r.status == 1, r
    r.only('PXE boot menu: "Local boot"')
    r.only("label Local boot: LOCALBOOT")


class BootServer:
    """Answers requests for one type on port 4011 of a namespace, and notes what it was asked."""

    def __init__(self, ns, addr, kind, boot, heard=None):
        self.addr, self.kind, self.boot, self.asked = addr, kind, boot, []
        self.socket = ns.udp("0.0.0.0", 4011)
        if heard:
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                                   socket.inet_aton(heard) + socket.inet_aton(addr))
        self.socket.settimeout(0.1)
        self.over = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.over:
            try:
                packet, peer = self.socket.recvfrom(2048)
            except TimeoutError:
                continue
            item = options_of(packet).get(43, b"")
            self.asked.append(item)
            if item[:4] != b"\x47\x04" + struct.pack(">H", self.kind):
                continue
            text = (b"\x35\x01\x05\x36\x04" + socket.inet_aton(self.addr) + b"\x3c\x09PXEClient" +
                    bytes([43, 7]) + item[:6] + b"\xff\xff")
            self.socket.sendto(b"\x02" + packet[1:28] + packet[28:44] + bytes(64) +
                               self.boot.encode().ljust(128, b"\0") + b"\x63\x82\x53\x63" + text, peer)

    def stop(self):
        self.over = True
        self.thread.join()
        self.socket.close()


def pxe(*options):
    """Option 43 of these sub-options (code, value)."""
    return b"".join(bytes([code, len(value)]) + value for code, value in options) + b"\xff"


MENU = (9, b"\x80\x07\x05Linux" + b"\x00\x00\x04Disk")


@pytest.mark.parametrize("how", ["listed", "multicast"])
def test_boot_server_of_its_own(site, how):
    """The DHCP server has the menu, another machine the files: it is named for what was chosen, or heard
    of by multicast; the one that is named first is switched off."""
    where = {"listed": [(6, b"\x07"), (8, b"\x80\x07\x02" + socket.inet_aton("10.9.0.99") +
                                       socket.inet_aton(SERVER))],
             "multicast": [(6, b"\x01"), (7, socket.inet_aton("224.0.1.2"))]}[how]
    site.put({DEFAULT: config()})
    site.tftp()
    dhcp = Dhcpd(site.server, boot="", extra={60: b"PXEClient", 43: pxe(*where, MENU, (10, b"\x00"))})
    server = BootServer(site.server, SERVER, 0x8007, "pxelinux.0",
                        heard="224.0.1.2" if how == "multicast" else None)
    try:
        r = site.boot()
        assert r.status == 0, r
        r.only('PXE boot menu: "Linux"')
        assert b"\x47\x04\x80\x07\x00\x00" in server.asked[0], server.asked
    finally:
        server.stop()
        dhcp.stop()
