# SPDX-License-Identifier: MIT
"""Networks without IPv4: a router's advertisements, DHCPv6 with a boot file's URL, and the boot from there."""

import time

import pytest

from bootlab import DEFAULT, SERVER, Result, config, kernel, noise
from test_dns import dnsd

SERVER6 = "fd00::1"
FILES = {"kernel": kernel(), "initrd": noise(50_000)}


class Site6:
    """A machine that boots and one that serves, both with IPv6 alone."""

    def __init__(self, lab, pxe):
        self.lab, self.pxe = lab, pxe
        self.client, self.server = lab.netns("client"), lab.netns("server")
        lab.veth(self.client, "eth0", self.server, "eth0")
        self.server.ip6(f"{SERVER6}/64")
        self.client.ip6(accept_ra=2)
        self.root = lab.tree({**FILES, DEFAULT: config()})

    def dnsmasq(self, *args, mode="fd00::100,fd00::1ff", port=547):
        """Advertisements, DHCPv6 and TFTP."""
        return self.lab.dnsmasq(self.server, "--enable-ra", "--ra-param=eth0,4,1800", f"--dhcp-range={mode}",
                                "--dhcp-authoritative", *args, tftp_root=self.root, port=port)

    def boot(self, *args, timeout=60):
        p = self.client.run(self.pxe, "boot", "--dry-run", "--once", "--json", "-i", "eth0", *args,
                            timeout=timeout)
        return Result(p.returncode, p.stdout, p.stderr)


@pytest.fixture
def site6(lab, tool):
    return Site6(lab, tool("pxe"))


def url(name, scheme="tftp"):
    return f"{scheme}://[{SERVER6}]/{name}"


def booted(r, *names, scheme="tftp"):
    assert r.status == 0, r
    assert r.urls() == [url(n, scheme) for n in names], r


def test_stateful(site6):
    """M flag: the address comes from DHCPv6, and so does the URL, below which PXELINUX's names are looked for."""
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}")
    r = site6.boot("--debug")
    booted(r, "kernel", "initrd")
    r.only("IPv6 fd00::1", f"boot file {url('pxelinux.0')}")
    assert r.text.index("pxelinux.cfg/01-") < r.text.index(DEFAULT)


def test_parameters_of_the_boot_file(site6):
    """Option 60, of which a person is told; lease.json has it as well."""
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}",
                  "--dhcp-option=option6:bootfile-param,a=1,cd")
    r = site6.boot()
    booted(r, "kernel", "initrd")
    assert r.only(f"boot file {url('pxelinux.0')}").endswith(" with parameters a=1 cd"), r


def test_address_is_taken_off_again(site6):
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}")
    booted(site6.boot(), "kernel", "initrd")
    assert "/128" not in site6.client.ip("-6", "addr", "show", "dev", "eth0")


def test_stateless(site6):
    """O flag: the address is SLAAC's, the URL comes from DHCPv6."""
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}", mode="::,constructor:eth0,ra-stateless")
    r = site6.boot()
    booted(r, "kernel", "initrd")
    r.only("IPv6 by SLAAC")


def test_http(site6):
    site6.lab.nginx(site6.server, site6.root, server="listen [::]:80;")
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0', 'http')}")
    booted(site6.boot(), "kernel", "initrd", scheme="http")


def test_no_boot_file_is_said(site6):
    site6.dnsmasq()
    p = site6.client.start(site6.pxe, "boot", "--dry-run", "-i", "eth0")
    end = "this network has IPv6, whose DHCPv6 server names no boot file (option 59), and no DHCPv4 server answers"
    wait(p, end)


def wait(p, words, seconds=40):
    end = time.monotonic() + seconds
    while words not in p.log.read_text():
        assert p.poll() is None and time.monotonic() < end, p.log.read_text()
        time.sleep(0.1)


def test_configuration_for_ip4_is_named(site6):
    site6.lab.tree({DEFAULT: config(kernel_name=f"tftp://{SERVER}/kernel")})
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}")
    r = site6.boot()
    assert r.status == 1
    assert "an IPv4 server, and this machine has IPv6 alone" in r.text, r


def test_url_on_the_command_line(site6):
    """A network with SLAAC alone, and pxehop.url="""
    site6.dnsmasq(mode="::,constructor:eth0,ra-only", port=69)
    booted(site6.boot("--url", url(DEFAULT)), "kernel", "initrd")


def test_both_families(site6):
    """Nobody waits: DHCPv4 without a boot file leaves it to IPv6."""
    site6.server.ip("addr", "add", f"{SERVER}/24", "dev", "eth0")
    site6.dnsmasq(f"--dhcp-option=option6:bootfile-url,{url('pxelinux.0')}", "--dhcp-range=10.9.0.50,10.9.0.60")
    booted(site6.boot(), "kernel", "initrd")


def test_kea_and_radvd(site6):
    """M and O flags by radvd, whose prefix is not for SLAAC, and Kea knows the boot file by the architecture."""
    lab, server = site6.lab, site6.server
    lab.radvd(server, "AdvManagedFlag on; AdvOtherConfigFlag on; prefix fd00::/64 { AdvAutonomous off; };")
    lab.kea6(server, {"subnet6": [{"subnet": "fd00::/64", "interface": "eth0", "pools": [{"pool": "fd00::50-fd00::5f"}]}],
                      "client-classes": [{"name": "s390x", "test": "option[61].hex == 0x001f", "option-data": [
                          {"name": "bootfile-url", "data": url("pxelinux.0")}]}],
                      "option-data": [{"name": "dns-servers", "data": SERVER6}]})
    lab.dnsmasq(server, tftp_root=site6.root)
    r = site6.boot("--arch", "31")
    booted(r, "kernel", "initrd")
    r.only("IPv6 fd00::5", f"boot file {url('pxelinux.0')}")


def test_name_servers_of_the_router(site6):
    """RDNSS and DNSSL by radvd, the rest by DHCPv6 without addresses."""
    lab, server = site6.lab, site6.server
    dns = dnsd(server, {"boot.b.lan": ["A", SERVER6]}, SERVER6)
    lab.radvd(server, f"AdvOtherConfigFlag on; prefix fd00::/64 {{ }}; RDNSS {SERVER6} {{ }}; DNSSL a.lan b.lan {{ }};")
    lab.kea6(server, {"subnet6": [{"subnet": "fd00::/64", "interface": "eth0"}], "option-data": [
        {"name": "bootfile-url", "data": "tftp://boot/pxelinux.0"}]})
    lab.dnsmasq(server, tftp_root=site6.root)
    r = site6.boot()
    assert r.status == 0 and r.urls() == ["tftp://boot/kernel", "tftp://boot/initrd"], r
    lab.stop(dns)
