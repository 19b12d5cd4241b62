# SPDX-License-Identifier: MIT
"""Where a run keeps its files, and what becomes of them when it was killed.

Each run has a folder, and holds a lock on it as long as it lives. What it starts has the folder's name
in its environment. So a folder without a lock belongs to a run that was killed, and the next run finds
by that name whatever is left of it. Neither rests on process ids, which come again.
"""
import contextlib
import fcntl
import os
import select
import shutil
import signal
import stat
import tempfile
import time

MARK = "PXEHOP_LAB_RUN"
LOCK = "lock"


# A socket's path has at most 107 bytes, and ssh puts a name of its own behind ours.
HOME_MAX = 64


class Unsafe(OSError):
    """The folder of all runs is not ours alone."""


def home():
    """The folder of all runs of this user."""
    path = os.path.join(tempfile.gettempdir(), "pxehop-lab-%d" % os.getuid())
    if len(os.fsencode(path)) > HOME_MAX:
        raise OSError("%s: too long a path for the sockets in it; set TMPDIR to a shorter one" % path)
    return path


def still_there(path, opened):
    """Its last run may have removed it while this one waited for the lock."""
    try:
        return os.path.samestat(os.stat(path), opened)
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def locked_home(path):
    """The folder, made where it is missing, while nobody else adds to it or sweeps it."""
    while True:
        with contextlib.suppress(FileExistsError):
            os.mkdir(path, 0o700)
        try:
            fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            mine = os.fstat(fd)
            if mine.st_uid != os.getuid() or stat.S_IMODE(mine.st_mode) & 0o022:
                raise Unsafe("%s: others may write to it" % path)
            if still_there(path, mine):
                yield path
                return
        finally:
            os.close(fd)


def marked(folder):
    """Processes that a run started, whoever is their parent by now."""
    word = os.fsencode("%s=%s" % (MARK, folder))
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % pid, "rb") as f:
                if word in f.read().split(b"\0"):
                    yield int(pid)
        except OSError:  # ended meanwhile, or another user's
            continue


def kill_marked(folder, seconds=5):
    """End them all, and wait until they are gone: a namespace lives as long as somebody is in it. One that
    is ending has no environment any more, so that only a descriptor tells when it has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.ExitStack() as opened:
            left = []
            for pid in marked(folder):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    if pid != os.getpid():
                        left.append(os.pidfd_open(pid))
                        opened.callback(os.close, left[-1])
                        signal.pidfd_send_signal(left[-1], signal.SIGKILL)
            if not left:
                return
            for fd in left:
                select.select([fd], [], [], max(0, deadline - time.monotonic()))


def is_dead(folder):
    """Whether the run that made this folder is gone."""
    try:
        fd = os.open(os.path.join(folder, LOCK), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return True  # killed between its first two steps, for which it holds the lock of all
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return True


def remove(folder):
    kill_marked(folder)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(path):
    """Remove what killed runs have left. The caller holds the folder of all runs."""
    swept = 0
    for name in os.listdir(path):
        folder = os.path.join(path, name)
        if is_dead(folder):
            remove(folder)
            swept += 1
    return swept


@contextlib.contextmanager
def run_folder(path=None):
    """A folder for one run, which is gone with all that was started when the run ends."""
    path = path or home()
    with locked_home(path):
        sweep(path)
        folder = tempfile.mkdtemp(dir=path)
        lock = os.open(os.path.join(folder, LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        remove(folder)
        os.close(lock)
        with locked_home(path), contextlib.suppress(OSError):
            os.rmdir(path)  # if it was the last
