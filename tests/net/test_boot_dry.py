# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run`: the loader's own worker, from DHCP to sealed memfds, against real servers:
which configuration it finds, on which server, and what it makes of it. What goes wrong is
test_boot_wrong.py's."""

import threading
import time

import pytest

from bootlab import (BY_IP, BY_MAC, CLIENT, DEFAULT, MAC, SERVER, config, kernel, noise)
from hostile import Hostile, data, error, oack

UUID = "123E4567-e89b-12d3-a456-426614174000"
BY_UUID = f"pxelinux.cfg/{UUID.lower()}"


# --- which configuration --------------------------------------------------------------------------


def test_plain(site):
    site.serve()
    r = site.boot()
    assert r.booted(("kernel", site.kernel), ("initrd", site.initrd)) == \
        "BOOT_IMAGE=kernel a=1 initrd=initrd"
    assert r.report["interface"] == "eth0" and r.report["address"] == CLIENT
    r.only(f"tftp://{SERVER}/{DEFAULT}: configuration, 63 bytes")


def test_address_of_another_machine_is_declined(site):
    """The server gives an address that somebody has already: it hears of that, and gives another. A kernel
    answers for the other machine, and so before the server has sent all that there is to boot."""
    site.third("squatter", f"{CLIENT}/24").ip("link", "set", "eth0", "address", "02:00:00:00:00:09")
    site.serve()
    r = site.boot(timeout=40)
    r.only(f"eth0: {CLIENT} is the address of another machine too, 02:00:00:00:00:09")
    r.only("another machine uses the address, declined it, beginning anew in 10 s")
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.report["address"] != CLIENT


def test_dnsmasq_alone(site):
    """The same from dnsmasq's own TFTP server."""
    site.put({DEFAULT: config()})
    site.lab.dnsmasq(site.server, "--dhcp-range=10.9.0.40,10.9.0.60,2m", "--no-ping",
                     f"--dhcp-host={MAC},{CLIENT}", "--dhcp-boot=pxelinux.0", tftp_root=site.root)
    site.boot().booted(("kernel", site.kernel), ("initrd", site.initrd))


def test_lookup_order(site):
    """Each name is found where it stands in PXELINUX's order, and beats all that follow it."""
    names = [BY_UUID, BY_MAC, *BY_IP, DEFAULT]
    site.serve({name: config(append=f"from={name}") for name in names})
    for name in names:
        r = site.boot("--uuid", UUID)
        assert f"from={name} " in r.booted(("kernel", site.kernel), ("initrd", site.initrd))
        (site.root / name).unlink()


def test_names_asked_without_uuid(site):
    site.serve()
    assert site.boot("--debug").asked() == [BY_MAC, *BY_IP]


def test_empty_file_counts_as_not_found(site):
    site.serve({BY_MAC: b"", DEFAULT: config()})
    r = site.boot("--debug")
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert "empty" in r.only(f"tftp://{SERVER}/{BY_MAC}")


def test_option_209(site):
    """Relative to the boot file's directory, not to pxelinux.cfg/; before all other names."""
    site.serve({"d/conf/special": config(append="from=209"), f"d/{BY_MAC}": config(),
                "d/kernel": kernel(seed=9), "d/initrd": b"i"},
               "--dhcp-option=209,conf/special", boot=("d/pxelinux.0",))
    r = site.boot()
    assert "from=209" in r.booted(("d/kernel", kernel(seed=9)), ("d/initrd", b"i"))


def test_option_209_missing_goes_on(site):
    site.serve(None, "--dhcp-option=209,conf/special")
    r = site.boot("--debug")
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.asked()[0] == "conf/special"


def test_option_210_is_the_prefix(site):
    site.serve({"p/" + DEFAULT: config(), "p/kernel": kernel(seed=9), "p/initrd": b"i"},
               "--dhcp-option=210,p/", boot=("other/pxelinux.0",))
    r = site.boot("--debug")
    r.booted(("p/kernel", kernel(seed=9)), ("p/initrd", b"i"))
    assert r.asked() == ["p/" + name for name in [BY_MAC, *BY_IP]]


def test_option_210_second_pass(site):
    """QEMU's firmware takes option 210 for the directory of the configurations themselves."""
    site.serve({"q/default": config()}, "--dhcp-option=210,q/")
    r = site.boot("--debug")
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    first = [BY_MAC, *BY_IP, DEFAULT]
    second = [name.removeprefix("pxelinux.cfg/") for name in [BY_MAC, *BY_IP]]
    assert r.asked() == ["q/" + name for name in first + second] + ["q/kernel", "q/initrd"]


def test_grub_in_a_folder_of_its_own(site):
    """Foreman's tree: GRUB is named for UEFI, and PXELINUX's configurations are at the root."""
    site.serve({BY_MAC: config(kernel_name="boot/k", initrd="boot/i"), "boot/k": site.kernel,
                "boot/i": site.initrd}, boot=("grub2/grubx64.efi",))
    site.boot().booted(("boot/k", site.kernel), ("boot/i", site.initrd))


def test_directory_of_the_boot_file(site):
    files = {"dir/" + DEFAULT: config(), "dir/kernel": kernel(seed=9)}
    site.serve(files, boot=("dir/pxelinux.0",))
    r = site.boot()
    # the initrd is at the server's root only: a tree written for QEMU or U-Boot
    r.booted(("dir/kernel", kernel(seed=9)), ("initrd", site.initrd))
    assert "root" in r.only(f"tftp://{SERVER}/dir/initrd", "not found")


# --- which server -----------------------------------------------------------------------------------

OTHER = "10.9.0.3"


@pytest.mark.parametrize("want, boot, options", [
    pytest.param(OTHER, ("pxelinux.0", "", OTHER), ["--dhcp-option-force=66,10.9.0.1"],
                 id="siaddr-of-another-machine-beats-66"),
    pytest.param(OTHER, ("pxelinux.0",), [f"--dhcp-option-force=66,{OTHER}"],
                 id="66-beats-siaddr-of-the-DHCP-server"),
    pytest.param("boot.lan", ("pxelinux.0",), ["--dhcp-option-force=66,boot.lan"], id="66-by-name"),
    pytest.param("boot", ("pxelinux.0",), ["--dhcp-option-force=66,boot", "--domain=lan"],
                 id="66-by-name-without-dot"),
    pytest.param(OTHER, ("pxelinux.0",), [f"--dhcp-option-force=150,{OTHER}"], id="option-150"),
    pytest.param(SERVER, ("pxelinux.0",), [], id="nothing-but-the-DHCP-server"),
])
def test_server(site, want, boot, options):
    site.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    site.put({DEFAULT: config()})
    site.lab.tftpd_hpa(site.server, site.root, addr="0.0.0.0")
    site.dhcp("--port=53", f"--address=/boot.lan/{OTHER}", "--no-resolv", *options, boot=boot)
    r = site.boot()
    assert r.status == 0, r
    assert r.urls() == [f"tftp://{want}/kernel", f"tftp://{want}/initrd"]
    r.only("server " + want)


def test_unknown_name_of_the_server(site):
    site.tftp()
    site.dhcp("--port=53", "--no-resolv", "--address=/lan/", "--dhcp-option-force=66,boot.lan")
    run = site.start("--once")
    run.wait_line("boot.lan", "no configuration under any of", seconds=40)
    # it is not asked for eleven times; the DHCP server, which has no configuration, takes its place
    run.end().only("boot.lan: ", "going on with the other servers that DHCP names")


def test_url_and_server_from_the_command_line(site):
    site.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    site.put({"c/one": config(), DEFAULT: config(append="wrong")})
    site.lab.tftpd_hpa(site.server, site.root, addr="0.0.0.0")
    site.dhcp()
    r = site.boot("--server", OTHER, "--config", "c/one")
    assert r.status == 0 and r.urls()[0] == f"tftp://{OTHER}/kernel", r
    r = site.boot("--url", f"tftp://{OTHER}/c/one")
    assert r.status == 0 and "wrong" not in r.report["cmdline"], r


# --- what the configuration says ------------------------------------------------------------------


def test_kernel_and_initrd_come_together(site):
    """A server in lock-step gives each transfer its own round trips: this one sends the kernel on
    only when the initrd was asked for."""
    files = {DEFAULT: config(), "kernel": site.kernel, "initrd": site.initrd}
    asked = threading.Event()

    def script(t):
        if t.name not in files:
            t.send(error(1, b"not found"))
            return
        content = files[t.name]
        t.send(oack(tsize=len(content)))
        assert t.wait_ack(0)
        if t.name == "initrd":
            asked.set()
        for block in range(1, len(content) // 512 + 2):
            if t.name == "kernel" and block == 250:  # by now its head was looked at
                assert asked.wait(20), "the initrd was not asked for meanwhile"
            t.send(data(block, content[(block - 1) * 512:block * 512]))
            assert t.wait_ack(block)

    site.dhcp()
    with Hostile(site.server, script, addr=SERVER):
        site.boot(timeout=90).booted(("kernel", site.kernel), ("initrd", site.initrd))


def test_several_initrds(site):
    """One behind the other, each on a multiple of 4; the report shows each file by itself."""
    parts = {f"i{n}": noise(n, n) for n in (1, 4093, 4096, 70_001)}
    site.serve({DEFAULT: config(initrd=",".join(parts)), **parts})
    r = site.boot()
    r.booted(("kernel", site.kernel), *parts.items())
    assert [f["offset"] for f in r.report["files"]] == [0, 0, 4, 4 + 4096, 4 + 4096 + 4096]


def test_initrd_in_append(site):
    site.serve({DEFAULT: b"default x\nlabel x\n kernel kernel\n append rd.initrd=no initrd=initrd z\n"})
    assert site.boot().booted(("kernel", site.kernel), ("initrd", site.initrd)) == \
        "BOOT_IMAGE=kernel rd.initrd=no initrd=initrd z"


def test_no_initrd(site):
    site.serve({DEFAULT: b"default x\nlabel x\n kernel kernel\n"})
    assert site.boot().booted(("kernel", site.kernel)) == "BOOT_IMAGE=kernel"


def test_ipappend_7(site):
    site.serve({DEFAULT: config("  ipappend 7\n")}, "--dhcp-option=3,10.9.0.7")
    line = site.boot("--uuid", UUID).booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert line == (f"BOOT_IMAGE=kernel a=1 initrd=initrd ip={CLIENT}:{SERVER}:10.9.0.7:"
                    f"255.255.255.0 BOOTIF=01-02-00-00-00-00-05 SYSUUID={UUID.lower()}")


def test_include(site):
    site.serve({DEFAULT: b"include a.cfg\ninclude missing.cfg\n", "a.cfg": b"include b.cfg\n",
                "b.cfg": config()})
    r = site.boot()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    r.only("missing.cfg")


def test_config_leads_to_another(site):
    """CONFIG and the menu's own file; names in the next one are relative to the same prefix."""
    site.serve({"d/" + DEFAULT: b"default c\nlabel c\n config one.cfg\n", "d/kernel": site.kernel,
                "d/one.cfg": b"ui menu.c32 two.cfg\n", "d/two.cfg": config("timeout 5\n"),
                "d/initrd": b"i"}, boot=("d/pxelinux.0",))
    site.boot().booted(("d/kernel", site.kernel), ("d/initrd", b"i"))


def test_real_01_menus_of_other_files(site):
    """Nobody sees them here: the menu's own default after its TIMEOUT, whatever DEFAULT says."""
    site.serve({DEFAULT: b"default vesamenu.c32 colors.cfg gone.cfg sub.cfg\n", "colors.cfg": b"timeout 5\n",
                "sub.cfg": b"default y\nlabel w\n kernel kernel\n append wanted\nlabel y\n kernel k2\n"})
    r = site.boot()
    assert "wanted" in r.booted(("kernel", site.kernel))
    r.only("gone.cfg", "passed over")


def test_real_01_a_menu_that_waits_for_ever(site):
    site.serve({DEFAULT: b"default menu.c32 sub.cfg\n", "sub.cfg": b"label w\n kernel kernel\n"})
    r = site.boot(timeout=4)
    assert r.status == 1
    r.only("a menu without TIMEOUT, which nobody is there to see: nothing starts")


def test_include_from_another_server(site):
    site.server.ip("addr", "add", f"{OTHER}/24", "dev", "eth0")
    site.put({DEFAULT: f"include tftp://{OTHER}/a.cfg\n".encode(), "a.cfg": config()})
    site.lab.tftpd_hpa(site.server, site.root, addr="0.0.0.0")
    site.dhcp()
    site.boot().booted(("kernel", site.kernel), ("initrd", site.initrd))


def test_default_names_no_label(site):
    """Then it is a kernel's name, as in PXELINUX."""
    site.serve({DEFAULT: b"default gone\nlabel x\n kernel kernel\n"})
    run = site.start(timeout=20)
    run.wait_line("tftp://10.9.0.1/gone", "next try in")
    site.put({DEFAULT: config()})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


def test_timeout_of_the_prompt(site):
    site.serve({DEFAULT: config("prompt 1\ntimeout 12\n")})
    began = time.monotonic()
    r = site.boot()
    assert time.monotonic() - began >= 1.2
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    r.only("waiting 1.2 s")


def test_timeout_without_prompt_is_no_wait(site):
    site.serve({DEFAULT: config("timeout 300\n")})
    assert site.boot(timeout=10).status == 0


def test_say_is_printable(site):
    site.serve({DEFAULT: b"say hello \x1b[2J there\n" + config()})
    r = site.boot()
    assert r.status == 0
    assert "\\x1b[2J" in r.only("hello")


# --- one round, routes, architecture ----------------------------------------------------------------


def test_real_16_once(site):
    """For scripts: what the loader would try again for ever is the end."""
    site.serve()
    site.boot("--once").booted(("kernel", site.kernel), ("initrd", site.initrd))
    for name, words in (("initrd", "File not found"), ("kernel", "File not found"), (DEFAULT, "no configuration")):
        (site.root / name).unlink()
        before = time.monotonic()
        r = site.boot("--once", timeout=60)
        assert r.status == 1 and not r.report and time.monotonic() - before < 15
        assert words.lower() in r.text.lower() and "next try" not in r.text, r.text
        assert sum("eth0: " in x and words.lower() in x.lower() for x in r.text.splitlines()) == 1, r.text


@pytest.mark.parametrize("option", ["3,10.9.0.1", "121,10.77.0.0/24,10.9.0.1"])
def test_real_16_routes_of_the_lease(site, option):
    site.server.ip("addr", "add", "10.77.0.1/32", "dev", "lo")
    site.lab.tftpd_hpa(site.server, site.root, addr="10.77.0.1")
    site.serve({DEFAULT: config(kernel_name="10.77.0.1::kernel")}, f"--dhcp-option={option}")
    before = site.client.ip("route")
    r = site.boot("--once")
    assert r.status == 0 and "tftp://10.77.0.1/kernel: fetched" in r.text, r.text
    assert site.client.ip("route") == before


def test_real_16_dhcp_and_boot_ask_as_the_same_machine(site, tool):
    site.tftp()
    site.put({DEFAULT: config()})
    site.dhcp("--dhcp-match=set:s390,option:client-arch,31", "--dhcp-boot=tag:s390,s390.0",
              "--dhcp-boot=tag:!s390,other.0", boot=())
    site.boot("--once").booted(("kernel", site.kernel), ("initrd", site.initrd))
    p = site.client.run(tool("dhcp"), "-i", "eth0", "--json")
    assert '"bootfile": "s390.0"' in p.stdout.replace('":"', '": "')
