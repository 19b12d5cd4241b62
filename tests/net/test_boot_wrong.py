# SPDX-License-Identifier: MIT
"""`pxe boot --dry-run` when something is wrong, or becomes so, against real servers.

What goes wrong must be said in one line that names the object, what happened and what follows; and
the boot must come as soon as the cause is gone.
"""

import itertools
import os
import random
import re
import signal
import threading
import time

import pytest

import netlab
from bootlab import (BY_IP, BY_MAC, CLIENT, DEFAULT, MAC, SERVER, Site, config, kernel, noise)
from dhcpd import Dhcpd
from hostile import Hostile, data, error, oack


# --- what goes wrong, and comes right ---------------------------------------------------------------

ELF_X86 = b"\x7fELF\x02\x01\x01" + bytes(11) + b"\x3e\x00" + bytes(200_000)
ARM64 = bytes(0x38) + b"ARM\x64" + bytes(200_000)
HTML = b"<!DOCTYPE html><html>404</html>" + b" " * 100
PACKED = kernel()[:0x10408] + (0x20000).to_bytes(8, "big") + (1 << 20).to_bytes(8, "big") + \
    kernel()[0x10418:]

# each: what is wrong, the words its one line must hold
MISTAKES = {
    "kernel-missing": ({"kernel": None}, ["/kernel", "File not found"]),
    "kernel-empty": ({"kernel": b""}, ["/kernel", "empty"]),
    "kernel-cut-in-its-head": ({"kernel": kernel()[:0x10800]}, ["/kernel", "cut"]),
    "kernel-cut-in-its-ramdisk": ({"kernel": PACKED}, ["/kernel", "ramdisk"]),
    "kernel-x86": ({"kernel": ELF_X86}, ["/kernel", "x86"]),
    "kernel-arm64": ({"kernel": ARM64}, ["/kernel", "arm64"]),
    "kernel-html": ({"kernel": HTML}, ["/kernel", "HTML"]),
    "kernel-gzip": ({"kernel": b"\x1f\x8b" + bytes(100_000)}, ["/kernel", "gzip"]),
    "initrd-missing": ({"initrd": None}, ["/initrd", "File not found"]),
    "cmdline-4096": ({DEFAULT: config(append="x" * (4096 - 32))},
                     ["/kernel", "4096 bytes", "takes 4095"]),
    "cmdline-old-kernel": ({"kernel": kernel(max_cmdline=0), DEFAULT: config(append="x" * 900)},
                           ["/kernel", "takes 895"]),
    "url-scheme": ({DEFAULT: config(kernel_name="gopher://h/kernel")}, ["gopher://h/kernel"]),
    "include-loop": ({DEFAULT: b"include " + DEFAULT.encode() + b"\n"}, [DEFAULT, "nothing to start"]),
    "configuration-without-labels": ({DEFAULT: b"prompt 0\n"},
                                     [DEFAULT, "nothing to start: it has no label"]),
    "real_06_old_grub": ({DEFAULT: b"default 0\ntitle x\nroot (hd0,0)\nkernel /k\n"},
                         [DEFAULT, "nothing to start: it seems to be GRUB's old menu.lst"]),
    "real_06_grub": ({DEFAULT: b"set default=0\nmenuentry 'x' {\n linux /k\n}\n"},
                     [DEFAULT, "nothing to start: it seems to be GRUB's grub.cfg"]),
    "configurations-in-a-circle": (
        {DEFAULT: f"default c\nlabel c\n config {DEFAULT}\n".encode()}, [DEFAULT, "more than 8"]),
    "localboot": ({DEFAULT: b"default l\nlabel l\n localboot 0\n"}, ["LOCALBOOT"]),
    "localboot-of-cobbler": ({DEFAULT: b"default local\nlabel local\n localboot -1\n"}, ["LOCALBOOT"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(site, mistake):
    files, words = MISTAKES[mistake]
    site.serve()
    for name, data in files.items():
        if data is None:
            (site.root / name).unlink()
        else:
            site.put({name: data})
    run = site.start()
    run.wait_line("next try in")
    said = [line for line in run.said().splitlines() if "next try in" in line]
    assert len(said) == 1 and all(w in said[0] for w in ("eth0: ", *words)), run.said()
    site.put({DEFAULT: config(), "kernel": site.kernel, "initrd": site.initrd})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


def test_cmdline_4095_fits(site):
    line = "x" * (4095 - len("BOOT_IMAGE=kernel  initrd=initrd"))
    site.serve({DEFAULT: config(append=line)})
    assert len(site.boot().booted(("kernel", site.kernel), ("initrd", site.initrd))) == 4095


def test_wrong_kernel_is_not_downloaded(site):
    """It is judged by its first 68 KiB: 30 MB that cannot be started are not fetched."""
    site.serve({DEFAULT: config(), "kernel": ELF_X86[:64] + bytes(30_000_000)})
    before = _tx_bytes(site)
    run = site.start()
    run.wait_line("x86", "next try in")
    run.process.terminate()
    assert _tx_bytes(site) - before < 3_000_000


def _tx_bytes(site):
    return int(site.server.run("cat", "/sys/class/net/eth0/statistics/tx_bytes").stdout)


@pytest.mark.parametrize("append, place", [
    ("console=ttysclp0 site=B\u00fcrostra\u00dfe", "default: line 5: column 33: byte 0xc3"),
    ("a\u00a0b", "default: line 5: column 11: byte 0xc2")])
def test_real_09_bytes_that_make_a_command_line_ebcdic(site, append, place):
    site.serve({DEFAULT: config(append=append), "kernel": ELF_X86})
    run = site.start()
    run.wait_line(place, "EBCDIC", "write it in ASCII", "next try in")
    assert "/kernel" not in run.said()
    site.put({DEFAULT: config(), "kernel": site.kernel})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


def test_real_09_parameter_file(site):
    """An .ins list's parameters are not glued behind what is ASCII when they are not."""
    for data, words in (("root=/dev/ram0 ro ip=dhcp".encode("cp500").ljust(800, b"\x40"), "EBCDIC text"),
                        (b"a=1\nb=\xe4\n", "line 2, column 3: byte 0xe4")):
        site.serve({DEFAULT: b"* list\nkernel 0x0\nparm 0x10480\n", "parm": data}) \
            if words == "EBCDIC text" else site.put({"parm": data})
        run = site.start()
        run.wait_line("parm: ", words, "next try in")
        run.process.terminate()
        run.process.wait()


def test_real_20_a_dry_run_takes_half_of_what_is_free(site):
    site.serve({DEFAULT: config()})
    os.truncate(site.root / "initrd", 1 << 39)
    run = site.start()
    run.wait_line("initrd", "memory", "next try in")


def test_more_than_the_memory(site):
    site.serve({DEFAULT: config(), "initrd": bytes(20_000_000)})
    before = _tx_bytes(site)
    run = site.start("--memory", 4096)
    run.wait_line("4096 KiB", "memory", "next try in")
    assert _tx_bytes(site) - before < 5_000_000
    site.put({"initrd": site.initrd})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


# --- what the DHCP server says while the machine waits -----------------------------------------------


def test_option_211_reboots(site):
    """After that many seconds without success the machine goes back to its firmware."""
    site.tftp()
    site.dhcp("--dhcp-option-force=211,4i")
    run = site.start()
    began = time.monotonic()
    run.wait_line("option 211", seconds=40)
    assert time.monotonic() - began > 3.5
    failed = run.said().count(", next try in") + 1  # the pauses are thrown dice for
    run.wait_line(", next try in", times=failed)  # now it pauses, and asks for no name
    site.put({DEFAULT: config()})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=failed + 1)


def test_option_211_zero_is_for_ever(site):
    site.tftp()
    site.dhcp("--dhcp-option-force=211,0i")
    assert site.boot(timeout=5).count("option 211") == 0


def test_dhcp_options_mended_while_waiting(site):
    """The boot file's directory was wrong; the next round asks the DHCP server again."""
    site.put({"right/" + DEFAULT: config()})
    site.tftp()
    dhcpd = Dhcpd(site.server, lease=3600, boot="wrong/pxelinux.0")
    run = site.start()
    run.wait_line("no configuration", "next try in")
    dhcpd.boot = "right/pxelinux.0"
    r = run.end()
    dhcpd.stop()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert dhcpd.renewals() >= 1


def test_dhcp_server_gone_while_waiting(site):
    """Then the lease in hand serves on."""
    site.tftp()
    dhcpd = Dhcpd(site.server, lease=3600)
    run = site.start()
    run.wait_line("no configuration", "next try in")
    dhcpd.stop()
    site.put({DEFAULT: config()})
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


# --- servers that come and go -------------------------------------------------------------------------


@pytest.mark.seconds(30)
def test_no_configuration(site):
    """All names are listed, once; the pauses grow; the boot comes when the file does."""
    site.put({BY_IP[0]: b""})
    site.tftp()
    site.dhcp()
    run = site.start()
    run.wait_line("next try in", times=3, seconds=40)
    site.put({DEFAULT: config()})
    r = run.end()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=4)
    assert r.table() == [(name, "empty, counts as not found" if name == BY_IP[0] else "not found")
                         for name in [BY_MAC, *BY_IP, DEFAULT]]


@pytest.mark.seconds(10)
def test_dhcp_server_comes_later(site):
    site.put({DEFAULT: config()})
    site.tftp()
    run = site.start()
    run.wait_line("no DHCP offer")
    site.dhcp()
    r = run.end()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.count("no DHCP offer") >= 1


def test_no_dhcp_server(site):
    """Nobody answers: said when the time is over, and not by a signal. The link stays as it is; a
    workstation's links are its own business."""
    r = site.boot(timeout=8)
    assert r.status == 1, r
    r.only("eth0: nothing to boot after 8 s")
    assert not r.count("off and on") and not r.count("carrier lost")


def test_two_dhcp_servers(site):
    """One leases addresses at once and knows nothing of booting; the other one's offer is taken."""
    router = site.third()
    site.serve(None, "--dhcp-reply-delay=1")
    site.lab.dnsmasq(router, "--dhcp-range=10.9.0.80,10.9.0.90,2m", "--no-ping", "--leasefile-ro")
    r = site.boot()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.report["address"] == CLIENT
    r.only("2 offers, ")


def second_dhcp(site, router):
    """A server as good as the first one, whose offer comes a second later: the first one's is taken."""
    site.lab.dnsmasq(router, "--dhcp-range=10.9.0.80,10.9.0.90,2m", "--no-ping", "--leasefile-ro",
                     "--dhcp-reply-delay=1", f"--dhcp-host={MAC},10.9.0.85",
                     f"--dhcp-boot=right/pxelinux.0,,{SERVER}")


def test_two_dhcp_servers_one_leads_nowhere(site):
    """Both name a boot file. The first choice has nothing there; the next round tries the other."""
    router = site.third()
    site.put({"right/" + DEFAULT: config()})
    site.tftp()
    site.dhcp(boot=("wrong/pxelinux.0",))
    second_dhcp(site, router)
    r = site.boot(timeout=60)
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert r.report["address"] == "10.9.0.85"
    r.only("next try in")


@pytest.mark.seconds(20)
@pytest.mark.parametrize("rogue", ["no TFTP", "no configuration"])
def test_rogue_server_that_is_faster(site, rogue):
    """It names a boot file and itself. The next round takes the offer of the one that comes later."""
    router = site.third()
    site.serve({DEFAULT: config()}, "--dhcp-reply-delay=1")
    site.lab.dnsmasq(router, "--dhcp-range=10.9.0.80,10.9.0.90,2m", "--no-ping", "--leasefile-ro",
                     "--dhcp-boot=evil.0", tftp_root=site.lab.tree({"x": b""}, "rogue")
                     if rogue == "no configuration" else None)
    r = site.boot(timeout=60)
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert "10.9.0.2" in r.only("next try in")


@pytest.mark.seconds(100)
def test_real_19_a_server_that_trickles_is_left_for_the_next_lease(site):
    """Each DHCP server names a TFTP server of its own. The first one's sends 8 bytes every 15 s, to each
    of three attempts."""
    router = site.third()
    over = threading.Event()

    def trickle(t):
        if t.name.endswith("/default"):
            t.serve(config())
        elif "pxelinux.cfg/" in t.name:
            t.send(error(1, b"File not found"))
        else:
            t.send(oack(blksize=8, tsize=len(site.kernel)))
            for block in itertools.count(1):
                if over.wait(15) or not t.wait_ack(block - 1, 1):
                    return
                t.send(data(block, site.kernel[block * 8 - 8:block * 8]))

    site.put({"right/" + DEFAULT: config()})
    site.tftp()
    site.dhcp(boot=("wrong/pxelinux.0", "", "10.9.0.2"))
    second_dhcp(site, router)
    with Hostile(router, trickle, "10.9.0.2"):
        r = site.boot(timeout=120)
        over.set()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert r.report["address"] == "10.9.0.85"
    assert "10.9.0.2" in r.only("less than 10 KiB in 30 s")


def test_proxy_dhcp(site):
    """The router leases, a proxyDHCP server names the boot file when asked on port 4011."""
    router = site.third()
    site.put({"d/" + DEFAULT: config(), DEFAULT: config(append="too early")})
    site.tftp()
    site.lab.dnsmasq(site.server, "--dhcp-range=10.9.0.0,proxy", "--leasefile-ro",
                     "--pxe-service=31,Boot,d/pxelinux")
    site.lab.dnsmasq(router, "--dhcp-range=10.9.0.40,10.9.0.90,2m", "--no-ping",
                     f"--dhcp-host={MAC},{CLIENT}", "--leasefile-ro")
    r = site.boot()
    line = r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert "too early" not in line
    r.only("proxyDHCP", "no boot file")
    assert r.count("for 120 s") == 1 and r.count("given up") == r.count("next try in") == 0


def slow(site, kbit):
    """Make the server's end of the link slow."""
    netlab.sh("ip", "netns", "exec", site.server.name, "tc", "qdisc", "replace", "dev", "eth0",
              "root", "tbf", "rate", f"{kbit}kbit", "burst", "8kb", "limit", "64kb")


def fast(site):
    netlab.sh("ip", "netns", "exec", site.server.name, "tc", "qdisc", "del", "dev", "eth0", "root")


def interrupt(site, run, action):
    """Do it while the kernel is on its way: some of it was seen to leave, and not all has left yet."""
    run.wait_line("label x")
    before = _tx_bytes(site)
    while _tx_bytes(site) - before < 20_000:
        assert run.process.poll() is None, f"it was over too early\n{run.said()}"
    action()
    assert _tx_bytes(site) - before < len(site.kernel), "it came too late for the kernel"


def test_tftp_server_stops_and_goes_on(site):
    site.put({DEFAULT: config()})
    tftpd = site.tftp()
    site.dhcp()
    slow(site, 800)
    run = site.start()
    interrupt(site, run, lambda: os.killpg(tftpd.pid, signal.SIGSTOP))
    time.sleep(5)  # the silence that is told of below
    os.killpg(tftpd.pid, signal.SIGCONT)
    fast(site)
    r = run.end()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.count("next try in") == 0, "five seconds of silence are no failure"


@pytest.mark.seconds(20)
def test_tftp_server_dies_and_comes_back(site):
    site.put({DEFAULT: config()})
    tftpd = site.tftp()
    site.dhcp()
    slow(site, 800)
    run = site.start(timeout=100)
    interrupt(site, run, lambda: site.lab.stop(tftpd, signal.SIGKILL))
    fast(site)
    run.wait_line("/kernel", "next try in", seconds=60)
    site.tftp()
    run.end(110).booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


@pytest.mark.seconds(20)
def test_dnsmasq_dies_and_comes_back(site):
    """DHCP and TFTP at once."""
    def serve():
        return site.lab.dnsmasq(site.server, "--dhcp-range=10.9.0.40,10.9.0.60,2m", "--no-ping",
                                f"--dhcp-host={MAC},{CLIENT}", "--dhcp-boot=pxelinux.0",
                                "--leasefile-ro", tftp_root=site.root)

    site.put({DEFAULT: config()})
    server = serve()
    slow(site, 800)
    run = site.start(timeout=100)
    interrupt(site, run, lambda: site.lab.stop(server, signal.SIGKILL))
    fast(site)
    run.wait_line("/kernel", "next try in", seconds=60)
    serve()
    run.end(110).booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)


@pytest.mark.seconds(25)
def test_silent_tftp_server(site):
    """Half a minute is given to one name, and the line says how long it was."""
    site.put({DEFAULT: config()})
    tftpd = site.tftp()
    os.killpg(tftpd.pid, signal.SIGSTOP)
    site.dhcp()
    run = site.start(timeout=100)
    run.wait_line(BY_MAC, "next try in", seconds=60)
    os.killpg(tftpd.pid, signal.SIGCONT)
    r = run.end(110)
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert r.count("next try in") == 1


@pytest.mark.seconds(20)
def test_no_tftp_server_at_first(site):
    """One line per round, not one per name: who is silent for one name is silent for all."""
    site.put({DEFAULT: config()})
    site.dhcp()
    run = site.start(timeout=100)
    run.wait_line("next try in", seconds=60)
    site.tftp()
    r = run.end(110)
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=2)
    assert all(BY_MAC in line for line in r.lines if "next try in" in line)


@pytest.mark.seconds(25)
def test_lease_renewed_during_a_slow_download(site):
    site.put({DEFAULT: config(), "initrd": noise(3_000_000, 3)})
    site.tftp()
    dhcpd = Dhcpd(site.server, lease=30)
    slow(site, 1200)
    r = site.boot(timeout=150)
    dhcpd.stop()
    r.booted(("kernel", site.kernel), ("initrd", noise(3_000_000, 3)))
    assert dhcpd.renewals() >= 1 and dhcpd.renewed_by() == {SERVER}  # by unicast
    assert r.count("lease renewed") >= 1 and r.count("given up") == 0


@pytest.mark.seconds(20)
def test_nak_during_a_slow_download(site):
    """The address must not be used any more: the download ends, and all begins anew."""
    site.put({DEFAULT: config(), "initrd": noise(3_000_000, 3)})
    site.tftp()
    dhcpd = Dhcpd(site.server, lease=30)
    slow(site, 1200)
    run = site.start(timeout=80)
    run.wait_line("label x")
    dhcpd.nak = 1
    dhcpd.client = "10.9.0.43"
    run.wait_line("NAK", seconds=40)
    fast(site)
    r = run.end(90)
    dhcpd.stop()
    r.booted(("kernel", site.kernel), ("initrd", noise(3_000_000, 3)))
    assert r.report["address"] == "10.9.0.43"
    r.only("NAK")


def bytes_sent(nginx, name):
    """(status, bytes of the body) of each request for it"""
    rows = [line.split() for line in nginx.access.read_text().splitlines()]
    return [(int(row[8]), int(row[9])) for row in rows if row[6] == name]


@pytest.mark.seconds(25)
@pytest.mark.parametrize("change", [False, True], ids=["same", "changed"])
def test_nak_during_a_slow_download_by_http(site, change):
    """What is there of a file counts, if the server says that it is the same still: kernel and initrd come once
    in all, and both anew when they are others."""
    big = noise(3_000_000, 3)
    site.put({DEFAULT: config(kernel_name=f"http://{SERVER}/kernel", initrd=f"http://{SERVER}/initrd"),
              "initrd": big})
    site.tftp()
    nginx = site.lab.nginx(site.server, site.root)
    dhcpd = Dhcpd(site.server, lease=30)
    slow(site, 1200)
    run = site.start(timeout=80)
    run.wait_line("label x")
    dhcpd.nak = 1
    dhcpd.client = "10.9.0.43"
    run.wait_line("NAK", seconds=40)
    kernel_data = kernel(seed=8) if change else site.kernel
    if change:
        big = noise(3_100_000, 4)
        site.put({"kernel": kernel_data, "initrd": big})
    fast(site)
    r = run.end(90)
    dhcpd.stop()
    r.booted((f"http://{SERVER}/kernel", kernel_data), (f"http://{SERVER}/initrd", big))
    assert r.report["address"] == "10.9.0.43"
    r.only("initrd", "are here already")
    if change:
        assert bytes_sent(nginx, "/initrd")[-1] == (200, len(big))
    else:
        assert bytes_sent(nginx, "/kernel") == [(200, len(site.kernel)), (206, 1)]
        status, size = bytes_sent(nginx, "/initrd")[-1]
        assert status == 206 and size < len(big) // 2, bytes_sent(nginx, "/initrd")


@pytest.mark.seconds(20)
@pytest.mark.parametrize("scheme, seconds", [("tftp", 2), ("http", 2), ("http", 12)])
def test_link_flaps(site, scheme, seconds):
    """Seconds without carrier cost seconds, not the boot. By TCP they may be many."""
    site.put({DEFAULT: config(kernel_name=f"{scheme}://{SERVER}/kernel")})
    site.tftp()
    site.lab.nginx(site.server, site.root)
    site.dhcp()
    slow(site, 800)
    run = site.start(timeout=100)
    interrupt(site, run, lambda: site.server.ip("link", "set", "eth0", "down"))
    run.wait_line("carrier lost")
    time.sleep(seconds)  # those that are told of above
    site.server.ip("link", "set", "eth0", "up")
    fast(site)
    r = run.end(110)
    kernel = "kernel" if scheme == "tftp" else f"http://{SERVER}/kernel"
    r.booted((kernel, site.kernel), ("initrd", site.initrd))


@pytest.mark.seconds(10)
def test_cable_back_in_ends_the_pause(site):
    """Whoever plugs it in need not wait, and the server is asked whether the lease still holds."""
    site.tftp()
    dhcpd = Dhcpd(site.server, lease=3600)
    run = site.start(timeout=250)
    pauses, seconds = 0, 0
    while seconds < 8:  # they grow, by dice
        pauses += 1
        run.wait_line("next try in", times=pauses, seconds=100)
        seconds = int(re.findall(r"next try in (\d+) s", run.said())[-1])
    began = time.monotonic()
    before = dhcpd.renewals()
    site.put({DEFAULT: config()})
    site.server.ip("link", "set", "eth0", "down")
    run.wait_line("carrier lost")
    site.server.ip("link", "set", "eth0", "up")
    r = run.end()
    dhcpd.stop()
    r.booted(("kernel", site.kernel), ("initrd", site.initrd), rounds=pauses + 1)
    assert time.monotonic() - began < seconds - 1 and dhcpd.renewals() > before


def test_no_carrier_at_first(site):
    site.serve()
    site.server.ip("link", "set", "eth0", "down")
    run = site.start()
    run.wait_line("no carrier")
    site.server.ip("link", "set", "eth0", "up")
    run.end().booted(("kernel", site.kernel), ("initrd", site.initrd))


def _killed(site, kills, seed):
    dice = random.Random(seed)
    slow(site, 500)
    run = site.start(timeout=100)
    for _ in range(kills):
        while not (worker := run.worker()):
            assert run.process.poll() is None, f"it was over too early\n{run.said()}"
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.4))
        os.kill(worker, signal.SIGKILL)
        while run.worker() == worker:
            time.sleep(0.005)
    fast(site)
    r = run.end(110)
    r.booted(("kernel", site.kernel), ("initrd", site.initrd))
    assert r.count("killed by signal 9") == kills


@pytest.mark.seconds(20)
@pytest.mark.parametrize("part", range(5))
def test_worker_killed(site, part):
    """Killing the worker never kills the boot: 100 times over these boots."""
    site.serve()
    for n in range(4):
        _killed(site, 5, part * 4 + n)
