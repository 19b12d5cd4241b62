# SPDX-License-Identifier: MIT
"""`pxe boot` with the DHCP servers that people have: ISC's dhcpd, Kea, dnsmasq, busybox's udhcpd, and relays
between. docs/networks.md lists what is held here."""

import pytest

from bootlab import BY_MAC, CLIENT, DEFAULT, MAC, SERVER, config

FILES = "10.9.0.3"  # where the files are, beside the DHCP server
FAR = "10.8.0.1"  # a server behind a relay


def isc(site, text="", *, ns=None, host="", interface="eth0"):
    """@text stands in the subnet; the client has an address of its own, as Foreman and Cobbler write it."""
    return site.lab.isc(ns or site.server, f"""
authoritative; default-lease-time 120; option client-arch code 93 = unsigned integer 16;
option pxelinux-configfile code 209 = text; option pxelinux-pathprefix code 210 = text;
subnet 10.9.0.0 netmask 255.255.255.0 {{ range 10.9.0.40 10.9.0.60; {text} }}
host node {{ hardware ethernet {MAC}; fixed-address {CLIENT}; {host} }}
""", interface=interface)


def kea(site, subnet=None, **top):
    site.client.ip("link", "set", "eth0", "up")  # it waits for the carrier
    return site.lab.kea(site.server, {**top, "subnet4": [{
        "subnet": "10.9.0.0/24", "pools": [{"pool": "10.9.0.40-10.9.0.60"}], **(subnet or {}),
        "reservations": [{"hw-address": MAC, "ip-address": CLIENT}]}]})


def udhcpd(site, text, interface="eth0"):
    return site.lab.udhcpd(site.server, f"start {CLIENT}\nend 10.9.0.60\nmax_leases 10\nopt subnet "
                           f"255.255.255.0\nopt lease 120\n{text}", interface)


def files_elsewhere(site, files=None):
    """The tree is served at FILES; at SERVER nobody listens."""
    site.server.ip("addr", "add", FILES + "/24", "dev", "eth0")
    site.put(files or {DEFAULT: config()})
    site.lab.tftpd_hpa(site.server, site.root, addr=FILES)


def boots(site, addr=FILES, timeout=30):
    """In the first round, and with nobody left for another."""
    r = site.boot(timeout=timeout)
    assert r.status == 0, r
    assert r.count("next try in") == r.count("going on with") == 0, r
    assert r.urls() == [f"tftp://{addr}/kernel", f"tftp://{addr}/initrd"], r
    return r


# --- the file and its server ----------------------------------------------------------------------

WAYS = {
    "isc next-server": lambda site: isc(site, f'next-server {FILES}; filename "pxelinux.0";'),
    "isc of the host": lambda site: isc(site, host=f'next-server {FILES}; filename "pxelinux.0";'),
    "isc 66, an address": lambda site: isc(
        site, f'option tftp-server-name "{FILES}"; option bootfile-name "pxelinux.0";'),
    "isc NULs behind": lambda site: isc(
        site, f'option tftp-server-name "{FILES}\\000"; option bootfile-name "pxelinux.0\\000";'
        ' option pxelinux-configfile "pxelinux.cfg/default\\000";'),
    "isc server-name": lambda site: isc(site, f'server-name "{FILES}"; filename "pxelinux.0";'),
    "isc much to say": lambda site: isc(
        site, f'next-server {FILES}; filename "pxelinux.0"; option domain-name "{"x" * 60}.{"y" * 60}.lan";'
        f' option root-path "/{"z" * 200}"; option host-name "{"h" * 63}"; option dhcp-max-message-size 576;'),
    "kea next-server": lambda site: kea(site, {"next-server": FILES, "boot-file-name": "pxelinux.0"}),
    "kea 66 and 67": lambda site: kea(site, {"option-data": [
        {"name": "tftp-server-name", "data": FILES}, {"name": "boot-file-name", "data": "pxelinux.0"}]}),
    "dnsmasq": lambda site: site.dhcp(boot=("pxelinux.0", "", FILES)),
    "udhcpd siaddr": lambda site: udhcpd(site, f"siaddr {FILES}\nboot_file pxelinux.0"),
    "udhcpd 66 and 67": lambda site: udhcpd(site, f"opt tftp {FILES}\nopt bootfile pxelinux.0"),
}


@pytest.mark.seconds(6)
@pytest.mark.parametrize("way", WAYS)
def test_file_and_server(site, way):
    files_elsewhere(site)
    WAYS[way](site)
    boots(site)


@pytest.mark.seconds(4)
def test_file_without_a_server(site):
    """ISC's without next-server: the DHCP server is meant, and nobody waits for another one."""
    site.put({DEFAULT: config()})
    site.tftp()
    isc(site, 'filename "pxelinux.0";')
    boots(site, SERVER)


@pytest.mark.seconds(4)
@pytest.mark.parametrize("serve", [
    lambda site: isc(site, f'next-server {FILES}; filename "x/y.0"; option pxelinux-pathprefix "deep/";'
                     ' option pxelinux-configfile "conf/it";'),
    lambda site: kea(site, {"next-server": FILES, "boot-file-name": "x/y.0", "option-data": [
        {"code": 210, "space": "dhcp4", "csv-format": False, "data": b"deep/".hex(), "always-send": True},
        {"code": 209, "space": "dhcp4", "csv-format": False, "data": b"conf/it".hex(), "always-send": True}]}),
], ids=["isc", "kea"])
def test_options_209_and_210(site, serve):
    files_elsewhere(site, {"deep/conf/it": config(), "deep/kernel": site.kernel, "deep/initrd": site.initrd})
    serve(site)
    r = site.boot(timeout=30)
    assert r.status == 0, r
    assert r.urls() == [f"tftp://{FILES}/deep/kernel", f"tftp://{FILES}/deep/initrd"]


CLASSES = {
    "isc": lambda site: isc(site, f"""next-server {FILES};
if substring(option vendor-class-identifier, 0, 9) = "PXEClient" {{
  if option client-arch = 00:1f {{ filename "s390x/pxelinux.0"; }}
  elsif option client-arch = 00:0b {{ filename "arm64/pxelinux.0"; }}
  elsif option client-arch = 00:07 {{ filename "x86_64/pxelinux.0"; }}
  elsif option client-arch = 00:16 {{ filename "uboot/pxelinux.0"; }} }}"""),
    "kea": lambda site: kea(site, {"next-server": FILES}, **{"client-classes": [
        {"name": name, "test": f"substring(option[60].hex,0,9) == 'PXEClient' and option[93].hex == {code}",
         "boot-file-name": name + "/pxelinux.0"} for name, code in (
            ("s390x", "0x001f"), ("arm64", "0x000b"), ("x86_64", "0x0007"), ("uboot", "0x0016"))]}),
}


@pytest.mark.parametrize("arch, folder", [(31, "s390x"), (11, "arm64"), (7, "x86_64"), (22, "uboot")])
@pytest.mark.parametrize("server", CLASSES)
def test_classes_by_architecture(site, server, arch, folder):
    """Options 60 and 93, as sites with several kinds of machines ask for them."""
    files_elsewhere(site, {f"{folder}/{DEFAULT}": config()})
    CLASSES[server](site)
    r = site.boot("--arch", arch, "--once", timeout=30)
    r.only(f"tftp://{FILES}/{folder}/{DEFAULT}: configuration")


@pytest.mark.seconds(6)
def test_classes_that_have_nothing_for_this_machine(site):
    """UEFI alone gets a file: the tree of the DHCP server is looked through."""
    site.put({DEFAULT: config()})
    site.tftp()
    isc(site, 'if option client-arch = 00:07 { filename "grubx64.efi"; }')
    boots(site, SERVER)


@pytest.mark.parametrize("host, line", [("boot.lan", 'server-name "boot.lan";'),
                                        ("boot.lan", 'option tftp-server-name "boot.lan";'),
                                        ("boot", 'option tftp-server-name "boot";')], ids=["sname", "66", "66-short"])
def test_server_by_name(site, host, line):
    """The field sname and option 66, with the domain of option 15 where the name has no dot."""
    files_elsewhere(site)
    site.lab.dnsmasq(site.server, "--port=53", "--no-resolv", f"--address=/boot.lan/{FILES}", port=53)
    isc(site, f'option domain-name-servers {SERVER}; option domain-name "lan"; filename "pxelinux.0"; {line}')
    r = site.boot(timeout=30)
    assert r.status == 0 and r.count("going on with") == r.count("next try in") == 0, r
    assert r.urls()[0] == f"tftp://{host}/kernel", r


# --- what provisioners make of them -----------------------------------------------------------------


def test_tree_of_foreman(site):
    """A file by the MAC address, for one installation, names below the root, and IPAPPEND 2."""
    site.put({"boot/k": site.kernel, "boot/i": site.initrd, DEFAULT: b"default l\nlabel l\n localboot 0\n",
              BY_MAC: b"DEFAULT linux\nLABEL linux\n    KERNEL boot/k\n"
                      b"    APPEND initrd=boot/i ks=http://foreman/unattended network ksdevice=bootif\n    IPAPPEND 2\n"})
    site.tftp()
    isc(site, host=f'next-server {SERVER}; filename "pxelinux.0";')
    words = site.boot("--once").booted(("boot/k", site.kernel), ("boot/i", site.initrd)).split()
    assert words[-1] == "BOOTIF=01-" + MAC.replace(":", "-") and "ksdevice=bootif" in words


def test_tree_of_maas(site):
    """Option 210 is a URL; the configuration and all files are below it."""
    site.put({"images/" + BY_MAC: b"DEFAULT execute\nLABEL execute\n  KERNEL ubuntu/k\n  INITRD ubuntu/i\n"
                                  b"  APPEND root=squash:http://maas/x ip=::::h:BOOTIF\n  IPAPPEND 2\n",
              "images/ubuntu/k": site.kernel, "images/ubuntu/i": site.initrd})
    site.lab.nginx(site.server, site.root, port=5248)
    isc(site, f'next-server {SERVER}; filename "lpxelinux.0"; '
        f'option pxelinux-pathprefix "http://{SERVER}:5248/images/";')
    r = site.boot("--once")
    assert r.status == 0, r
    assert r.urls() == [f"http://{SERVER}:5248/images/ubuntu/{name}" for name in "ki"]


def test_tree_of_maas_for_s390x(site):
    """Configurations lie in s390x/ itself, as option 210 says, by the MAC address."""
    site.put({"s390x/01-" + MAC.replace(":", "-"): config(kernel_name="ubuntu/k", initrd="ubuntu/i"),
              "s390x/ubuntu/k": site.kernel, "s390x/ubuntu/i": site.initrd})
    site.tftp()
    isc(site, f'next-server {SERVER}; filename "boots390x.bin"; option pxelinux-pathprefix "s390x/";')
    site.boot("--once").booted(("s390x/ubuntu/k", site.kernel), ("s390x/ubuntu/i", site.initrd))


# --- slow ones, and others beside them ------------------------------------------------------------


@pytest.fixture
def router(site):
    """A second machine that leases addresses at once, and knows nothing of booting."""
    machine = site.third()
    site.put({DEFAULT: config()})
    site.tftp()
    return site.lab.dnsmasq(machine, "--dhcp-range=10.9.0.80,10.9.0.90,2m", "--no-ping", "--leasefile-ro")


@pytest.mark.seconds(25)
def test_server_that_waits_before_it_answers(site, router):
    """ISC's min-secs: it answers nobody who began less than three seconds ago. The router's lease is tried
    first, and leads nowhere."""
    isc(site, 'min-secs 3; filename "pxelinux.0";', interface="br0")
    r = site.boot(timeout=60)
    assert r.status == 0, r
    assert r.report["address"] == CLIENT, r


@pytest.mark.seconds(8)
def test_server_that_looks_for_the_address_first(site, router):
    """udhcpd asks by ARP for two seconds whether somebody has the address."""
    udhcpd(site, "boot_file pxelinux.0", "br0")
    r = boots(site, SERVER)
    assert int(r.report["address"].split(".")[3]) <= 60, r  # udhcpd's


# --- relays and routers -----------------------------------------------------------------------------


@pytest.fixture
def behind(site):
    """A machine behind site.server, at FAR; that one routes, and is what the client's DHCP server is too."""
    far, near = site.lab.netns("far"), site.server
    site.lab.veth(far, "eth0", near, "eth1", FAR + "/24", "10.8.0.2/24")
    near.write("/proc/sys/net/ipv4/ip_forward", "1")
    site.put({DEFAULT: config()})
    return far


@pytest.mark.parametrize("agent", ["dhcrelay", "dnsmasq"])
def test_server_behind_a_relay(site, behind, agent):
    """Another network has DHCP and files; the relay is the router there."""
    far, near = behind, site.server
    far.ip("route", "add", "10.9.0.0/24", "via", "10.8.0.2")
    site.lab.tftpd_hpa(far, site.root, addr=FAR)
    isc(site, f'option routers {SERVER}; next-server {FAR}; filename "pxelinux.0"; }} '
        'subnet 10.8.0.0 netmask 255.255.255.0 {', ns=far)
    if agent == "dhcrelay":
        site.lab.dhcrelay(near, FAR)
    else:
        site.lab.dnsmasq(near, f"--dhcp-relay={SERVER},{FAR}")
    boots(site, FAR)


@pytest.mark.seconds(8)
@pytest.mark.parametrize("single", [True, False], ids=["single-port", "ports"])
def test_client_behind_nat(site, behind, single):
    """The router knows nothing of TFTP, whose servers answer from another port: unless it is dnsmasq's
    --tftp-single-port nothing comes through, which is said."""
    for rule in ("add table ip t", "add chain ip t post { type nat hook postrouting priority 100 ; }",
                 "add rule ip t post oifname eth1 masquerade"):
        assert site.server.run("nft", rule).returncode == 0
    site.lab.dnsmasq(behind, *(["--tftp-single-port"] if single else []), tftp_root=site.root)
    site.dhcp(boot=("pxelinux.0", "", FAR))
    if single:
        boots(site, FAR)
        return
    r = site.boot("--once", timeout=60)
    assert r.status == 1
    assert r.count(f"tftp://{FAR}/", "no answer") >= 1, r
