# SPDX-License-Identifier: MIT
"""What DHCP servers are asked: as PXELINUX asks, and as iPXE where that led nowhere. The recipes of
docs/ipxe.md, with the servers that they are for."""

import pytest

from bootlab import BY_IP, CLIENT, DEFAULT, MAC, SERVER, config
from dhcpd import Dhcpd

URL = f"http://{SERVER}/"
SCRIPT = b"#!ipxe\nkernel kernel by=script host=${hostname}\ninitrd initrd\nboot\n"
AS_HTTP = "eth0: DHCP may tell HTTPClient something else (any pxehop.class=: do not ask)"
ASKS = "eth0: DHCP may tell iPXE something else (pxehop.ipxe=0: do not ask)"


@pytest.fixture
def web(site):
    """HTTP and TFTP; the script is there, and no configuration."""
    site.lab.nginx(site.server, site.root)
    site.put({"boot.ipxe": SCRIPT})
    site.tftp()
    return site


def ran_script(r, host=""):
    assert r.status == 0, r
    assert r.report["cmdline"] == f"by=script host={host}", r


def by_dnsmasq(site, *tags):
    site.dhcp(*tags, f"--dhcp-boot=tag:ipxe,{URL}boot.ipxe", "--dhcp-boot=tag:!ipxe,undionly.kpxe", boot=())


def by_kea(site):
    site.client.ip("link", "set", "eth0", "up")  # Kea waits for the carrier
    site.lab.kea(site.server, {
        "client-classes": [{"name": "ipxe", "test": "option[77].hex == 'iPXE'", "boot-file-name": f"{URL}boot.ipxe"},
                           {"name": "rom", "test": "not member('ipxe')", "boot-file-name": "undionly.kpxe"}],
        "subnet4": [{"subnet": "10.9.0.0/24", "pools": [{"pool": "10.9.0.40-10.9.0.60"}], "next-server": SERVER,
                     "reservations": [{"hw-address": MAC, "ip-address": CLIENT, "hostname": "node"}]}]})


def by_isc(site):
    site.lab.isc(site.server, f"""
option space ipxe; option ipxe.no-pxedhcp code 176 = unsigned integer 8;
option ipxe-encap-opts code 175 = encapsulate ipxe;
subnet 10.9.0.0 netmask 255.255.255.0 {{ range 10.9.0.40 10.9.0.60; next-server {SERVER};
  option ipxe.no-pxedhcp 1;
  if exists user-class and option user-class = "iPXE" {{ filename "{URL}boot.ipxe"; }}
  else {{ filename "undionly.kpxe"; }} }}
host node {{ hardware ethernet {MAC}; fixed-address {CLIENT}; option host-name "node"; }}
""")


@pytest.mark.parametrize("serve, host", [
    (lambda site: by_dnsmasq(site, "--dhcp-userclass=set:ipxe,iPXE"), ""),
    (lambda site: by_dnsmasq(site, "--dhcp-match=set:ipxe,175"), ""),
    (by_kea, "node"), (by_isc, "node"),
], ids=["dnsmasq-class", "dnsmasq-175", "kea", "isc"])
def test_recipe_for_both_a_rom_and_a_script(web, serve, host):
    """The server's two answers: the first leads to no configuration, the second to the script."""
    serve(web)
    r = web.boot()
    ran_script(r, host)
    assert r.count(ASKS) == 1 and r.count("next try in") == 0
    assert r.count(f"{URL}boot.ipxe: an iPXE script") == 1
    r = web.boot("--ipxe", 1)
    ran_script(r, host)
    assert r.count(ASKS) == 0 and r.count("asking for an address") == 1
    r = web.boot("--ipxe", 0, "--once")
    assert r.status == 1 and r.count("no configuration under any of") == 1 and r.count(ASKS) == 0


def test_pxelinux_sites_see_no_change(web):
    """What has a configuration is never asked as iPXE asks, whatever else its server knows."""
    web.put({DEFAULT: config()})
    server = Dhcpd(web.server, boot="undionly.kpxe")
    try:
        assert web.boot().status == 0
        assert [o[53][0] for o in server.options] == [1, 3]
        for options in server.options:
            assert not options.keys() & {77, 175} and 175 not in options[55] and 17 not in options[55]
    finally:
        server.stop()


@pytest.mark.parametrize("extra", [{209: b"x.cfg"}, {210: b"x/"}], ids=["209", "210"])
def test_a_server_that_knows_pxelinux_is_not_asked_again(web, extra):
    server = Dhcpd(web.server, extra=extra)
    try:
        r = web.boot("--once")
        assert r.status == 1 and r.count(ASKS) == 0
        assert not any(77 in o for o in server.options)
    finally:
        server.stop()


def test_the_same_answer_is_not_tried_twice(web):
    server = Dhcpd(web.server, boot="undionly.kpxe")
    try:
        r = web.boot("--once")
        assert r.status == 1 and r.count(ASKS) == 1
        assert len(r.table()) == 10
        assert r.count("no configuration under any of 10 names") == 1
        said = [(o[53][0], o.get(77), o[60][:4]) for o in server.options]
        assert said == [(1, None, b"PXEC"), (3, None, b"PXEC"), (3, b"iPXE", b"PXEC"), (3, None, b"HTTP")]
    finally:
        server.stop()


def test_a_server_that_is_deaf_to_ipxe(web):
    """The lease serves on, and the server is asked as before."""
    server = Dhcpd(web.server, boot="undionly.kpxe")
    server.deaf = lambda options: 77 in options
    try:
        run = web.start(timeout=60)
        run.wait_line("no configuration under any of", "next try in", seconds=30)
        web.put({BY_IP[0]: config()})
        r = run.end()
        assert r.status == 0, r
        assert r.report["cmdline"] == "BOOT_IMAGE=kernel a=1 initrd=initrd"
        assert server.renewals() >= 2 and server.options[-1].get(77) is None
    finally:
        server.stop()


def test_a_plain_boot_file_is_a_script_to_ipxe_alone(web):
    """What the firmware was given is not run, what iPXE is given is; its names are on the TFTP server."""
    web.put({"sub/boot": SCRIPT})
    web.dhcp("--dhcp-userclass=set:ipxe,iPXE", "--dhcp-boot=tag:ipxe,sub/boot", "--dhcp-boot=tag:!ipxe,boot.ipxe",
             boot=())
    web.put({"sub/kernel": web.kernel, "sub/initrd": web.initrd})
    r = web.boot()
    ran_script(r)
    assert r.count(f"tftp://{SERVER}/sub/boot: an iPXE script") == 1 and r.count("boot.ipxe") == 0
    assert r.urls() == [f"tftp://{SERVER}/sub/kernel", f"tftp://{SERVER}/sub/initrd"]


def test_a_server_for_http_boot_alone(web):
    """A network made for UEFI's HTTP boot tells PXEClient nothing, and HTTPClient a URL."""
    web.put({"web/" + DEFAULT: config(), "web/kernel": web.kernel, "web/initrd": web.initrd})
    web.dhcp("--dhcp-vendorclass=set:http,HTTPClient", "--dhcp-option-force=tag:http,60,HTTPClient",
             f"--dhcp-boot=tag:http,{URL}web/pxehop.efi", boot=())
    r = web.boot()
    assert r.status == 0, r
    assert r.count(ASKS) == 1 and r.count(AS_HTTP) == 1 and r.count("next try in") == 0
    assert r.urls() == [f"{URL}web/kernel", f"{URL}web/initrd"]
    r = web.boot("--class", "HTTPClient")
    assert r.status == 0, r
    assert r.count(ASKS) == 0 and r.count("asking for an address") == 1
    r = web.boot("--class", "PXEClient", "--once")
    assert r.status == 1 and r.count(AS_HTTP) == 0


def test_both_classes_get_what_they_want(web):
    """PXEClient is told a file without a configuration, HTTPClient one with: neither is asked for ever."""
    web.put({"web/" + DEFAULT: config(), "web/kernel": web.kernel, "web/initrd": web.initrd})
    web.dhcp("--dhcp-vendorclass=set:http,HTTPClient", "--dhcp-vendorclass=set:pxe,PXEClient",
             "--dhcp-option-force=tag:http,60,HTTPClient", f"--dhcp-boot=tag:http,{URL}web/pxehop.efi",
             "--dhcp-boot=tag:pxe,none/pxelinux.0", boot=())
    r = web.boot()
    assert r.status == 0, r
    assert r.count("next try in") == 0 and r.urls()[0] == f"{URL}web/kernel"


def test_classes_of_the_command_line(web):
    """Options 60 and 77 as a site wants them."""
    web.put({DEFAULT: config()})
    server = Dhcpd(web.server)
    try:
        assert web.boot("--class", "Lab:7", "--user-class", "rack9").status == 0
        assert {(o[60], o[77]) for o in server.options} == {(b"Lab:7", b"rack9")}
    finally:
        server.stop()


def test_a_bootp_server(web):
    """One reply without a message type is all that there is."""
    web.put({DEFAULT: config()})
    server = Dhcpd(web.server, bootp=True)
    try:
        r = web.boot()
        assert r.status == 0, r
        r.only("offers 10.9.0.42 with", "by BOOTP")
        assert [o[53][0] for o in server.options] == [1]
    finally:
        server.stop()
