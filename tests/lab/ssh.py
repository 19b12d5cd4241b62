# SPDX-License-Identifier: MIT
"""Into the guest: a key for one run, the guest's known key, one connection that all else goes through.

A key exchange costs an emulated machine a second or two, so that there is only one: ssh's own master
connection. All settings are in one file, which also serves whoever types ssh by hand.
"""
import os
import shlex
import subprocess
import tarfile
import time

from lab import child

HOST = "lab"
LOST = 255  # ssh's own failure, and a status that a command may have as well


def quoted(argv, env=()):
    """A line for the guest's shell that runs exactly @argv; a command killed by a signal has 128 and the
    signal's number, as in any shell, since the shell outlives it."""
    return "".join("export %s; " % shlex.quote(pair) for pair in env) + shlex.join(argv) + "; exit $?"


def config(options):
    """The text of an ssh_config with one host."""
    return "".join(["Host %s\n" % HOST] + ["  %s %s\n" % pair for pair in options.items()])


class Ssh:
    """The way into one guest."""

    def __init__(self, folder, host_key, user):
        """@host_key: the file of the guest's public key; @user: who the command is for"""
        self.folder, self.master = folder, None
        self.key = os.path.join(folder, "key")
        self.config = os.path.join(folder, "ssh_config")
        self.log = os.path.join(folder, "ssh.log")
        self.user = user
        child.run(folder, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "pxehop-lab", "-f", self.key])
        with open(host_key, encoding="ascii") as f, \
                open(os.path.join(folder, "known_hosts"), "w", encoding="ascii") as out:
            out.write("%s %s\n" % (HOST, " ".join(f.read().split()[:2])))

    def public_key(self):
        with open(self.key + ".pub", "rb") as f:
            return f.read()

    def write_config(self, where):
        """@where: what the network says of the guest's address"""
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(config({
                **where, "User": self.user, "IdentityFile": self.key, "IdentitiesOnly": "yes",
                "UserKnownHostsFile": os.path.join(self.folder, "known_hosts"),
                "GlobalKnownHostsFile": "/dev/null", "HostKeyAlias": HOST, "StrictHostKeyChecking": "yes",
                "BatchMode": "yes", "LogLevel": "ERROR", "ServerAliveInterval": "30",
                # What costs an emulated machine least.
                "HostKeyAlgorithms": "ssh-ed25519", "KexAlgorithms": "curve25519-sha256",
                "Ciphers": "chacha20-poly1305@openssh.com,aes128-ctr",
                "ControlPath": os.path.join(self.folder, "s-%r")}))

    def command(self, *args):
        return child.dying_with_us(["ssh", "-F", self.config, *args])

    def connect(self, seconds, going=lambda: True):
        """Open the master connection. False if there is none yet and it may be tried again; what will not
        get better is the lab's failure.
        @going: whether the guest is still there"""
        self.master = subprocess.Popen(
            self.command("-M", "-N", "-o", "ConnectTimeout=%d" % max(1, seconds), HOST), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(self.log, "wb"), env=child.environment(self.folder),
            start_new_session=True)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.master.poll() is None and going():
            if os.path.exists(os.path.join(self.folder, "s-" + self.user)):
                return True
            time.sleep(0.02)
        child.stop(self.master)
        said = self.last_words()
        if "Permission denied" in said or "verification failed" in said or "IDENTIFICATION" in said:
            raise child.Failed("ssh: " + said)
        return False

    def last_words(self):
        """Why there is no connection."""
        return " ".join(child.last_lines(self.log, 4)) or "ssh was not tried"

    def _session(self, *args, **kw):
        return subprocess.Popen(self.command(*args), env=child.environment(self.folder), **kw)

    def start(self, argv, env=(), terminal=False, user=None, **kw):
        """Run the guest's command; without @argv it is a login."""
        words = [quoted(argv, env)] if argv else []
        return self._session("-q", "-tt" if terminal else "-T", "-l", user or self.user, HOST, *words, **kw)

    def alive(self):
        """Whether a status of 255 was the command's own."""
        return self.master.poll() is None and not subprocess.run(
            self.command("-O", "check", HOST), capture_output=True, check=False).returncode

    def put(self, paths, timeout=None):
        """Copy files and folders into the user's home, with their modes."""
        session = self._session("-T", HOST, "tar -xf -", stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            with tarfile.open(fileobj=session.stdin, mode="w|") as tar:
                for path in paths:
                    tar.add(path, arcname=os.path.basename(os.path.abspath(path)), filter=no_owner)
            session.stdin.close()
        except BrokenPipeError:
            pass  # the guest says why
        said = session.stderr.read().decode("utf-8", "replace").strip()
        if session.wait(timeout):
            raise child.Failed("--put: %s" % (said or "the connection is lost"))

    def get(self, path, into):
        """Copy a file or a folder from the guest. What comes is a stranger's, and stays below @into."""
        above, name = os.path.split(path.rstrip("/"))
        session = self._session(
            "-T", HOST, "tar -cf - -C %s -- %s" % (shlex.quote(above or "."), shlex.quote(name)),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            with tarfile.open(fileobj=session.stdout, mode="r|") as tar:
                for member in tar:
                    if wanted(member, name):
                        tar.extract(member, into, numeric_owner=True)
        except tarfile.TarError:
            pass  # the guest says why
        session.stdout.close()
        said = session.stderr.read().decode("utf-8", "replace").strip()
        if session.wait():
            raise child.Failed("--get %s: %s" % (path, said or "the connection is lost"))

    def close(self):
        if self.master:
            child.stop(self.master)


def no_owner(member):
    """The files are the guest's user's."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def wanted(member, name):
    """Whether a piece of an archive is the file or folder asked for, or in it. It becomes ours; links and
    devices are left out."""
    parts = member.name.split("/")
    if parts[0] != name or ".." in parts or not (member.isreg() or member.isdir()):
        return False
    member.uid, member.gid = os.getuid(), os.getgid()
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return True
