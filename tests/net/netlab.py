# SPDX-License-Identifier: MIT
"""Network namespaces, links and servers for the network tests.

Everything lives in namespaces of its own and goes away with the Lab: no interface, route or port of
the machine is touched. IPv6, but where a test switches it on, and all offloads are off: stray neighbour discovery would shift the
sequence of a seeded relay, and packets with checksums left to a network card that does not exist
would be dropped by whoever relays them raw.
"""

import ctypes
import fcntl
import itertools
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST_BUILD = Path(os.environ.get("PXEHOP_HOST_BUILD", ROOT / "build/host"))
SERVERS = ROOT / "build/deps/host"

CLONE_NEWNET = 0x40000000
SIOCETHTOOL = 0x8946
# rx checksum, tx checksum, TSO, GSO, GRO
OFFLOADS = (0x15, 0x17, 0x1F, 0x24, 0x2C)

_libc = ctypes.CDLL(None, use_errno=True)
_count = itertools.count()


class Missing(Exception):
    """A tool that the tests need is not there."""


def need(tool):
    """The path of a program; its absence is a failure, never a skip."""
    found = shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise Missing(f"{tool} is missing; `make check` installs it")
    return found


def sh(*args, **kw):
    """Run to the end; a failure shows what was said."""
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True, **kw)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, args))}: {done.stderr.strip()}")
    return done.stdout


def _offloads_off(sock, ifname):
    for command in OFFLOADS:
        value = ctypes.create_string_buffer(struct.pack("II", command, 0))
        request = struct.pack("16sP16x", ifname.encode(), ctypes.addressof(value))
        try:
            fcntl.ioctl(sock, SIOCETHTOOL, request)
        except OSError:
            pass  # this kind of interface has no such offload


class Netns:
    """One network namespace. Use Lab.netns()."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, f"pxh{os.getpid()}-{next(_count)}-{name}"
        sh(need("ip"), "netns", "add", self.name)
        for key in ("all", "default", "lo"):
            self.write(f"/proc/sys/net/ipv6/conf/{key}/disable_ipv6", "1")
        self.ip("link", "set", "lo", "up")

    def write(self, path, text):
        sh("ip", "netns", "exec", self.name, "sh", "-c", 'test ! -e "$1" || echo "$2" >"$1"', "sh",
           path, text)

    def ip6(self, *addresses, ifname="eth0", accept_ra=0):
        """Switch IPv6 on, and give an interface these addresses, "fd00::1/64", of use at once."""
        for key in ("all", "default", ifname):
            self.write(f"/proc/sys/net/ipv6/conf/{key}/accept_ra", str(accept_ra))
            self.write(f"/proc/sys/net/ipv6/conf/{key}/accept_dad", "0")
        for key in ("all", "default", "lo", ifname):
            self.write(f"/proc/sys/net/ipv6/conf/{key}/disable_ipv6", "0")
        for a in addresses:
            self.ip("addr", "add", a, "dev", ifname, "nodad")

    def ip(self, *args):
        return sh("ip", "-n", self.name, *args)

    def inside(self, function):
        """Call function() in a thread that is in this namespace; sockets it makes stay there."""
        result = []

        def run():
            try:
                fd = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
                try:
                    if _libc.setns(fd, CLONE_NEWNET):
                        raise OSError(ctypes.get_errno(), "setns")
                finally:
                    os.close(fd)
                result.append((function(), None))
            except BaseException as e:
                result.append((None, e))

        t = threading.Thread(target=run)
        t.start()
        t.join()
        value, error = result[0]
        if error:
            raise error
        return value

    def udp(self, addr="0.0.0.0", port=0):
        """A bound UDP socket inside."""

        def make():
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((addr, port))
            return s

        return self.inside(make)

    def run(self, *args, timeout=60, **kw):
        """Run a program inside, to its end; returns the CompletedProcess with text output."""
        return subprocess.run(["ip", "netns", "exec", self.name, *map(str, args)],
                              capture_output=True, text=True, timeout=timeout, **kw)

    def start(self, *args, log=None, **kw):
        """Start a program inside that lives as long as the lab, or until it is stopped."""
        out = open(log or self.lab.dir / f"log-{next(_count)}", "ab")
        p = subprocess.Popen(["ip", "netns", "exec", self.name, *map(str, args)],
                             stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                             start_new_session=True, **kw)
        p.log = Path(out.name)
        out.close()
        self.lab.processes.append(p)
        return p

    def wait_udp(self, port, process=None, seconds=10):
        """Wait until somebody listens at a UDP port."""
        self._wait("udp", port, process, seconds)

    def wait_tcp(self, port, process=None, seconds=10):
        """Wait until somebody listens at a TCP port."""
        self._wait("tcp", port, process, seconds)

    def _wait(self, protocol, port, process, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            table = self.run("cat", f"/proc/net/{protocol}", f"/proc/net/{protocol}6").stdout.splitlines()
            if any(line.split()[1].endswith(f":{port:04X}") for line in table):
                return
            if process and process.poll() is not None:
                break
            time.sleep(0.02)
        said = process.log.read_text(errors="replace") if process else ""
        raise RuntimeError(f"{self.name}: nothing listens at port {port}: {said.strip()}")


class Lab:
    """A set of namespaces with what runs in them; close() ends all of it."""

    def __init__(self):
        if os.geteuid() != 0:
            raise Missing("network tests need root, for network namespaces")
        self.dir = Path(tempfile.mkdtemp(prefix="pxehop-net-"))
        self.dir.chmod(0o755)  # servers drop their privileges
        self.processes, self.spaces = [], []

    def netns(self, name):
        ns = Netns(self, name)
        self.spaces.append(ns)
        return ns

    def veth(self, a, a_if, b, b_if, a_addr=None, b_addr=None, mtu=1500):
        """Link two namespaces; addresses as "10.0.0.1/24"."""
        tmp_a, tmp_b = f"v{os.getpid()}a{next(_count)}"[:15], f"v{os.getpid()}b{next(_count)}"[:15]
        sh("ip", "link", "add", tmp_a, "netns", a.name, "type", "veth", "peer", "name", tmp_b,
           "netns", b.name)
        for ns, tmp, name, addr in ((a, tmp_a, a_if, a_addr), (b, tmp_b, b_if, b_addr)):
            ns.ip("link", "set", tmp, "name", name, "mtu", str(mtu))
            with ns.udp() as s:
                _offloads_off(s, name)
            if addr:
                ns.ip("addr", "add", addr, "dev", name, "broadcast", "+")
            ns.ip("link", "set", name, "up")

    def pair(self, mtu=1500):
        """A client (10.9.0.2, eth0) and a server (10.9.0.1, eth0) on one link."""
        client, server = self.netns("client"), self.netns("server")
        self.veth(client, "eth0", server, "eth0", "10.9.0.2/24", "10.9.0.1/24", mtu)
        return client, server

    def lossy_pair(self, *relay_args, mtu=1500):
        """As pair(), but every frame passes relay.py, which spoils some. With its process."""
        client, server, middle = self.netns("client"), self.netns("server"), self.netns("relay")
        self.veth(client, "eth0", middle, "left", "10.9.0.2/24", None, mtu)
        self.veth(server, "eth0", middle, "right", "10.9.0.1/24", None, mtu)
        return client, server, self.relay(middle, "left", "right", *relay_args)

    def relay(self, ns, *args):
        """relay.py at work between two interfaces of a namespace"""
        relay = ns.start("/usr/bin/python3", ROOT / "tests/net/relay.py", *args)
        deadline = time.monotonic() + 10
        while "ready" not in relay.log.read_text():
            if time.monotonic() > deadline or relay.poll() is not None:
                raise RuntimeError(f"relay: {relay.log.read_text()}")
            time.sleep(0.02)
        return relay

    def tree(self, files, name="tftp"):
        """A folder with these files (name: bytes), readable by all."""
        root = self.dir / name
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        root.mkdir(exist_ok=True)
        return root

    def dnsmasq(self, ns, *args, tftp_root=None, port=None):
        """dnsmasq in the foreground; DNS is off unless args say otherwise. Waits for `port`."""
        base = [need("dnsmasq"), "-k", "-C", "/dev/null", "--pid-file=", "--log-facility=-",
                "--dhcp-leasefile=" + str(self.dir / f"leases-{next(_count)}"), "--user=root"]
        if not any(str(a).startswith(("-p", "--port")) for a in args):
            base.append("-p0")
        if tftp_root:
            base += ["--enable-tftp", f"--tftp-root={tftp_root}"]
        p = ns.start(*base, *args)
        ns.wait_udp(port or (69 if tftp_root else 67), p)
        return p

    def _unpacked(self, path):
        program = SERVERS / path
        if not program.exists():
            raise Missing(f"{program} is missing; deps/unpack-servers.sh brings it")
        folders = sorted({str(f.parent) for f in (SERVERS / "lib").rglob("*.so.*")})
        return program, dict(os.environ, LD_LIBRARY_PATH=":".join(folders))

    def tftpd_hpa(self, ns, root, *args, addr="10.9.0.1"):
        program, env = self._unpacked("tftpd-hpa/usr/sbin/in.tftpd")
        family, addr = ("-6", f"[{addr}]") if ":" in addr else ("-4", addr)
        p = ns.start(program, "-L", family, "-a", f"{addr}:69", "-s", "-u", "root", *args, root,
                     env=env)
        ns.wait_udp(69, p)
        return p

    def atftpd(self, ns, root, *args, addr="10.9.0.1"):
        program, env = self._unpacked("atftpd/usr/sbin/atftpd")
        p = ns.start(program, "--daemon", "--no-fork", "--user", "root.root", "--bind-address",
                     addr, "--logfile", "/dev/null", *args, root, env=env)
        ns.wait_udp(69, p)
        return p

    def kea(self, ns, conf, name="kea"):
        """Kea's DHCPv4 server; @conf: what stands below Dhcp4."""
        return self._kea(ns, 4, 67, conf, name)

    def kea6(self, ns, conf, name="kea6"):
        """Kea's DHCPv6 server; @conf: what stands below Dhcp6."""
        return self._kea(ns, 6, 547, {"preferred-lifetime": 100, "server-id": {"type": "LL", "persist": False},
                                      **conf}, name)

    def _kea(self, ns, family, port, conf, name):
        program, env = self._unpacked(f"kea-dhcp{family}-server/usr/sbin/kea-dhcp{family}")
        home = self.dir / f"{name}-{next(_count)}"
        home.mkdir()
        (home / "kea.conf").write_text(json.dumps({f"Dhcp{family}": {
            "interfaces-config": {"interfaces": ["eth0"], "service-sockets-max-retries": 50,
                                  "service-sockets-retry-wait-time": 100}, "valid-lifetime": 120,
            "lease-database": {"type": "memfile", "persist": False},
            "loggers": [{"name": f"kea-dhcp{family}", "severity": "WARN",
                         "output_options": [{"output": "stderr"}]}],
            **conf}}))
        p = ns.start(program, "-c", home / "kea.conf",
                     env=dict(env, KEA_PIDFILE_DIR=str(home), KEA_LOCKFILE_DIR=str(home)))
        ns.wait_udp(port, p)
        return p

    def radvd(self, ns, lines, name="radvd"):
        """radvd on eth0; @lines: what its configuration says of the interface."""
        program, env = self._unpacked("radvd/usr/sbin/radvd")
        home = self.dir / f"{name}-{next(_count)}"
        home.mkdir()
        (home / "radvd.conf").write_text("interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; "
                                         f"MaxRtrAdvInterval 4; {lines} }};\n")
        (home / "radvd.conf").chmod(0o644)
        ns.write("/proc/sys/net/ipv6/conf/all/forwarding", "1")
        return ns.start(program, "-n", "-m", "stderr", "-C", home / "radvd.conf", "-p", home / "pid", env=env)

    def isc(self, ns, conf, name="isc", interface="eth0"):
        """ISC's server in the foreground; @conf: the text of its configuration."""
        program, env = self._unpacked("isc-dhcp-server/usr/sbin/dhcpd")
        home = self.dir / f"{name}-{next(_count)}"
        home.mkdir()
        (home / "dhcpd.conf").write_text(conf)
        (home / "leases").touch()
        p = ns.start(program, "-4", "-f", "-q", "-cf", home / "dhcpd.conf", "-lf", home / "leases",
                     "-pf", home / "pid", "--no-pid", interface, env=env)
        ns.wait_udp(67, p)
        return p

    def dhcrelay(self, ns, server, client_if="eth0", server_if="eth1"):
        """ISC's relay agent, from the network of client_if to a server behind server_if."""
        program, env = self._unpacked("isc-dhcp-relay/usr/sbin/dhcrelay")
        p = ns.start(program, "-4", "-d", "-q", "--no-pid", "-id", client_if, "-iu", server_if, server, env=env)
        ns.wait_udp(67, p)
        return p

    def udhcpd(self, ns, conf, interface="eth0"):
        """Busybox's server; @conf: lines of its configuration but for interface and files."""
        program, env = self._unpacked("busybox-static/bin/busybox")
        home = self.dir / f"udhcpd-{next(_count)}"
        home.mkdir()
        (home / "leases").touch()
        (home / "conf").write_text(f"interface {interface}\nlease_file {home}/leases\npidfile {home}/pid\n{conf}\n")
        p = ns.start(program, "udhcpd", "-f", home / "conf", env=env)
        ns.wait_udp(67, p)
        return p

    def nginx(self, ns, root, *, port=80, http="", server="", name="nginx"):
        """nginx with one server; @http and @server are lines of its configuration."""
        program, env = self._unpacked("nginx/usr/sbin/nginx")
        home = self.dir / f"{name}-{next(_count)}"
        home.mkdir()
        conf = home / "nginx.conf"
        temp = "".join(f"{k}_temp_path {home}/{k};\n" for k in
                       ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf.write_text(f"""daemon off; user root; worker_processes 1; pid {home}/pid;
error_log stderr warn; events {{ worker_connections 1024; }}
http {{ access_log {home}/access.log; {temp} sendfile on; tcp_nopush on; {http}
server {{ listen {port}; root {root}; {server} }} }}
""")
        p = ns.start(program, "-p", home, "-e", "stderr", "-c", conf, env=env)
        p.access = home / "access.log"
        ns.wait_tcp(443 if " ssl;" in server else port, p)
        return p

    def stop(self, process, sig=signal.SIGTERM):
        """End a process with all it started, and wait for it."""
        try:
            os.killpg(process.pid, sig)
        except ProcessLookupError:
            pass
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)

    def close(self):
        for p in reversed(self.processes):
            self.stop(p)
        for ns in self.spaces:
            subprocess.run(["ip", "netns", "del", ns.name], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)
