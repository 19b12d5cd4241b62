# SPDX-License-Identifier: MIT
"""Folders for guests to mount over NFS: NFS-Ganesha, which is a program and no part of the kernel.

It speaks NFS 4 alone, so that there is one port and no rpcbind, and it needs to be root: it opens files
by their handles. It keeps nothing: its settings reach it through a pipe, what it must write goes to the
folder of its run, and a root that was unpacked for it lies in a file system that is gone with it.
"""
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from lab import child

SERVER = Path(__file__).resolve().parents[2] / "build/deps/host/nfs-ganesha"
READY = "NFS SERVER INITIALIZED"
PORT = 2049

CONFIG = """NFS_Core_Param {{
	NFS_Protocols = 4; NFS_Port = {port}; Bind_Addr = {address};
	Enable_NLM = false; Enable_RQUOTA = false; Plugins_Dir = "{plugins}";
}}
NFSv4 {{
	Graceless = true; Only_Numeric_Owners = true; UseGetpwnam = true; DomainName = lab;
	RecoveryBackend = fs; RecoveryRoot = "{state}";
}}
NFS_KRB5 {{ Active_krb5 = false; }}
"""
EXPORT = """EXPORT {{
	Export_Id = {number}; Path = "{path}"; Pseudo = "{name}"; Access_Type = {access}; Squash = None;
	SecType = sys; Protocols = 4; Transports = TCP; FSAL {{ Name = VFS; }}
}}
"""
# A root in memory, in a mount namespace that ends with the server.
UNPACKED = """mount -t tmpfs -o mode=0755 lab "$1"
tar -x -p --numeric-owner -f "$2" -C "$1"
shift 2
exec "$@"
"""
SETTINGS = """exec 3<<END
$1
END
shift
exec "$@"
"""


@dataclass
class Export:
    """One folder. @name: what the guest mounts, like /root"""
    name: str
    path: str
    writable: bool = False


def settings(exports, state, address, port):
    """NFS-Ganesha's configuration."""
    libs = sorted(SERVER.glob("usr/lib/*/ganesha"))
    if not libs:
        raise child.Failed(f"{SERVER} is missing; deps/nfs-server.sh unpacks it")
    for path in (state, *(e.path for e in exports)):
        if any(c in str(path) for c in '"\n\\'):
            raise child.Failed(f"{path}: NFS-Ganesha takes no such name")
    return CONFIG.format(port=port, address=address, plugins=libs[0], state=state) + "".join(
        EXPORT.format(number=n, path=os.path.realpath(e.path), name=e.name, access="RW" if e.writable else "RO")
        for n, e in enumerate(exports, 1))


def command(exports, state, log, address, port=PORT, unpack=None):
    """How to start the server.
    @state: a folder of the caller's, which may be removed afterwards
    @unpack: (archive, empty folder): what is unpacked there first, in memory"""
    libs = ":".join(map(str, (*SERVER.glob("usr/lib/*"), *SERVER.glob("lib/*"))))
    first = ["unshare", "--mount", "--", "sh", "-euc", UNPACKED, "sh", unpack[1], unpack[0]] if unpack else []
    return [*map(str, first), "sh", "-euc", SETTINGS, "sh", settings(exports, state, address, port),
            "env", f"LD_LIBRARY_PATH={libs}", str(SERVER / "usr/bin/ganesha.nfsd"), "-F", "-f", "/dev/fd/3",
            "-L", str(log), "-p", os.path.join(state, "pid")]


def wait(process, log, seconds=60):
    """Until the server serves, or has said why it does not. Unpacking a root takes some seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            text = Path(log).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            text = ""
        for line in text.splitlines():
            if ":EXPORT :CRIT :" in line:
                raise child.Failed("the NFS server cannot export this folder; a file system without file handles, "
                             "like a container's, cannot be: " + line.split(":CRIT :")[1])
        if READY in text:
            return
        if process.poll() is not None or time.monotonic() > deadline:
            why = "it ended" if process.poll() is not None else f"{seconds} s passed"
            raise child.Failed(f"the NFS server does not serve ({why}): {text[-2000:] or 'it says nothing'}")
        time.sleep(0.05)


class Served:
    """What the guest of one run mounts: a folder at /mnt, its root, or both."""

    def __init__(self, folder, net, mnt=None, root=None, keep=False):
        """@net: `user` or `tap`; @mnt: DIR, or DIR:rw
        @root: a folder, or an archive to be unpacked for this run; @keep: the guest may change the folder"""
        if os.geteuid() != 0:
            raise child.Failed("NFS needs root here: the server opens files by their handles")
        self.folder, self.log, self.process = os.path.join(folder, "nfs"), os.path.join(folder, "nfs.log"), None
        self.host, self.address, self.port = ("10.9.0.1", "10.9.0.1", PORT)
        self.taken = None
        if net == "user":
            self.taken = take_port()
            self.host, (self.address, self.port) = "10.0.2.2", self.taken.getsockname()
        os.mkdir(self.folder)
        self.exports, self.unpack, self.root_words, self.words = [], None, None, []
        if mnt:
            path, writable = split_mode(mnt)
            self.exports.append(Export("/mnt", path, writable))
            self.words = ["lab.mnt=%s" % self._named("/mnt", writable)]
        if root:
            if not os.path.isdir(root):
                where = os.path.join(self.folder, "root")
                os.mkdir(where)
                self.unpack, root, keep = (root, where), where, True
            self.exports.append(Export("/root", root, keep))
            self.root_words = ["root=/dev/nfs", "nfsroot=" + self._named("/root", keep), "rw" if keep else "ro"]

    def _named(self, name, writable):
        return "%s:%s,port=%d,%s" % (self.host, name, self.port, "rw" if writable else "ro")

    def start(self, inside):
        """@inside: what leads to the network on which the server listens"""
        self.process = child.start(os.path.dirname(self.folder), command(
            self.exports, self.folder, self.log, self.address, self.port, self.unpack), self.log + ".start", inside)
        try:
            wait(self.process, self.log)
        except child.Failed:
            self.close()
            raise
        finally:
            self._give_back()

    def _give_back(self):
        if self.taken:
            self.taken.close()

    def close(self):
        self._give_back()
        if self.process:
            child.stop(self.process)


def split_mode(text):
    """DIR, or DIR:rw"""
    return (text[:-3], True) if text.endswith(":rw") else (text, False)


def take_port():
    """A socket with a port of the loopback interface, which the kernel gives to nobody else as long as the socket
    is there. Only who names the port and asks for SO_REUSEADDR, as the server does, may have it as well,
    since nobody listens here."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    return s
