# SPDX-License-Identifier: MIT
"""The network that a guest hangs in: QEMU's own, or an Ethernet in a namespace.

Both serve the run's TFTP folder and say what QEMU's -netdev is, what leads QEMU
to it, and how ssh gets to the guest. A namespace has no name: it ends with the
last process in it.
"""
import functools
import http.server
import os
import threading
import time

from lab import child

GATEWAY, GUEST = "10.9.0.1", "10.9.0.50"
SETUP = f"""link set lo up
link add br0 type bridge forward_delay 0
addr add {GATEWAY}/24 dev br0
link set br0 up
tuntap add tap0 mode tap
link set tap0 master br0
link set tap0 up
"""
TUN = "/dev/net/tun"
RELAY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "relay")


class User:
    """QEMU's own DHCP and TFTP servers. The guest's port 22 is at a port of the loopback interface that
    the kernel chooses when QEMU binds it, so that nobody can take it in between. A firmware that had a
    lease of its own leaves the next address to the guest: each of the first few has a port."""

    inside = ()
    ADDRESSES = ["10.0.2.%d" % n for n in range(15, 19)]

    def __init__(self, bootfile, root):
        self.netdev = ",".join([f"user,id=n0,tftp={root},bootfile={bootfile}"] + [
            f"hostfwd=tcp:127.0.0.1:0-{address}:22" for address in self.ADDRESSES])
        self.table, self.web = "", Web(root)
        self.files = self.web.url

    def started(self, qmp):
        """QEMU runs; now it knows the ports."""
        self.table = qmp("human-monitor-command", **{"command-line": "info usernet"})

    def ssh_options(self, address=None):
        """@address: the guest's, if it is known"""
        port = forwarded_port(self.table, address or self.ADDRESSES[0])
        if not port:
            raise child.Failed("QEMU forwards no port to %s:\n%s" % (address, self.table))
        return {"HostName": "127.0.0.1", "Port": port}

    def close(self):
        self.web.close()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Silent: the loader says what it did not get."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass


class Web:
    """The same files by HTTP, since QEMU's TFTP server sends one block for each question of an emulated machine.
    It listens on the loopback interface, which the guest reaches as 10.0.2.2, and is a thread of ours."""

    def __init__(self, root):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=root))
        self.server.daemon_threads = True
        self.url = "http://10.0.2.2:%d/" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def forwarded_port(table, address):
    """The port in `info usernet`: protocol, descriptor, host's address and port, guest's, two queues."""
    for line in table.splitlines():
        words = line.split()
        if len(words) >= 6 and words[0] == "TCP[HOST_FORWARD]" and words[4:6] == [address, "22"]:
            return int(words[3])
    return None


class Tap:
    """A bridge with a tap and dnsmasq for DHCP and TFTP, in a network namespace of its own. Where the
    lab is not root, the namespace hangs in a user namespace, in which it is."""

    # Frames as they are on a cable, which is what --pcap records.
    netdev = "tap,id=n0,ifname=tap0,script=no,downscript=no,vnet_hdr=off"

    files = ""  # by TFTP, as everything

    def __init__(self, folder, bootfile, root, mac):
        self.folder, self.log = folder, os.path.join(folder, "dnsmasq.log")
        if not os.access(TUN, os.R_OK | os.W_OK):
            raise child.Failed("%s: no access, and --net tap makes a tap" % TUN)
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        self.holder = child.start(folder, ["sleep", "infinity"], os.path.join(folder, "holder.log"),
                                  inside=["unshare", *user, "--net", "--"])
        self.dnsmasq = None
        try:
            self.inside = ["nsenter", "-t", str(self.holder.pid),
                           *(["--user", "--preserve-credentials"] if user else []), "--net", "--"]
            self._wait_for(self._apart, "no namespace came up", self.holder)
            child.run(folder, ["ip", "-batch", "-"], inside=self.inside, input=SETUP)
            self.dnsmasq = child.start(
                folder, ["dnsmasq", "-k", "-C", "/dev/null", "-p0", "--pid-file=", "--log-facility=-",
                         "--log-dhcp", "--user=root", "--group=root", "--interface=br0", "--bind-interfaces",
                         "--dhcp-leasefile=" + os.path.join(folder, "leases"), "--dhcp-authoritative",
                         f"--dhcp-range={GUEST},{GUEST}", f"--dhcp-host={mac},{GUEST}",
                         f"--dhcp-boot={bootfile}", "--enable-tftp", f"--tftp-root={root}"],
                self.log, inside=self.inside)
            self._wait_for(self._serves, "dnsmasq does not serve", self.dnsmasq)
        except BaseException:
            self.close()
            raise

    def _wait_for(self, ready, what, process, seconds=10):
        deadline = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                said = child.last_lines(self.log) + child.last_lines(os.path.join(self.folder, "holder.log"))
                raise child.Failed(f"{what}: {'; '.join(said) or 'it says nothing'}")
            time.sleep(0.02)

    def _apart(self):
        """The holder has left our namespace and sleeps in its own."""
        try:
            return (os.readlink(f"/proc/{self.holder.pid}/ns/net") != os.readlink("/proc/self/ns/net") and
                    os.readlink(f"/proc/{self.holder.pid}/exe").endswith("/sleep"))
        except OSError:
            return False

    def _serves(self):
        with open(f"/proc/{self.holder.pid}/net/udp", encoding="ascii") as f:
            ports = {line.split()[1].rpartition(":")[2] for line in f.readlines()[1:]}
        return {"0043", "0045"} <= ports

    def started(self, qmp):
        pass

    def ssh_options(self, address=None):
        return {"HostName": address or GUEST, "Port": 22, "ProxyCommand": " ".join([*self.inside, RELAY, address or GUEST, "22"])}

    def close(self):
        for process in (self.dnsmasq, self.holder):
            if process:
                child.stop(process)
