# SPDX-License-Identifier: MIT
"""What a run needs and the first one makes: the loader's image, the guest's root, packages of this machine."""
import contextlib
import fcntl
import os
import select
import subprocess
import sys
import time

from lab import child

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MKIMAGE = os.path.join(TOP, "build/host/mkimage")
GUEST_FILES = ("vmlinuz", "initrd.img", "root.qcow2", "ssh_host_ed25519_key.pub")


def loader_folder(arch):
    return os.path.join(TOP, "build", arch)


def guest_folder(arch):
    return os.path.join(TOP, "build/lab", arch)


@contextlib.contextmanager
def alone():
    """One run builds at a time: two calls of make would write the same files."""
    os.makedirs(os.path.join(TOP, "build/lab"), exist_ok=True)
    with open(os.path.join(TOP, "build/lab/lock"), "wb") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def call(folder, args):
    """A builder, whose words go to standard error: the output is the guest's. A terminal is never silent
    for long."""
    env = child.environment(folder)
    for name in [n for n in env if n.startswith(("MAKE", "MFLAGS"))]:
        del env[name]
    builder = subprocess.Popen(child.dying_with_us(args, "TERM"), cwd=TOP, env=env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    began, terminal = time.monotonic(), sys.stderr.isatty()
    try:
        with builder.stdout as said:
            while True:
                if not select.select([said], [], [], 1)[0]:
                    if terminal:
                        sys.stderr.write("\r\x1b[Klab: %s: %d s" % (" ".join(args), time.monotonic() - began))
                        sys.stderr.flush()
                    continue
                data = os.read(said.fileno(), 65536)
                if not data:
                    break
                sys.stderr.write(("\r\x1b[K" if terminal else "") + data.decode("utf-8", "replace"))
                sys.stderr.flush()
        if builder.wait():
            raise child.Failed("%s: ended with status %d" % (" ".join(args), builder.returncode))
    finally:
        child.stop(builder, 20)
        if terminal:
            sys.stderr.write("\r\x1b[K")


def ensure(folder, archs, parts, groups, scripts=()):
    """Bring everything up to date.
    @parts: files of build/ARCH besides the image, for each architecture; @groups: of deps/setup.sh
    @scripts: what else unpacks something"""
    with alone():
        call(folder, ["deps/setup.sh", "lab", "qemu", *("qemu-" + arch for arch in archs), *groups])
        for script in scripts:
            call(folder, [script])
        for arch in archs:
            call(folder, ["make", "-s", "--no-print-directory", "ARCH=" + arch, "image",
                          *(os.path.join("build", arch, part) for part in parts[arch])])
            call(folder, ["tests/lab/rootfs", arch])


def missing(arch, parts):
    """The first file that is not there.
    @parts: of the loader's folder, that the machine boots from"""
    names = [os.path.join(loader_folder(arch), name) for name in parts]
    names += [os.path.join(guest_folder(arch), name) for name in GUEST_FILES]
    return next((name for name in [MKIMAGE, *names] if not os.path.exists(name)), None)
