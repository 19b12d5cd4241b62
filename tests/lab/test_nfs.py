# SPDX-License-Identifier: MIT
"""What guests mount: the server itself without a guest, and what a guest is told of it."""
import os
import socket
import subprocess

import pytest

from lab import child, nfs, one, options
from machines import MACHINES


def serve(tmp_path, exports, first=(), unpack=None):
    """The server on the loopback interface; returns its process and the port, which was taken for it."""
    state, port = tmp_path / "state", nfs.take_port()
    state.mkdir()
    args = nfs.command(exports, state, tmp_path / "log", *port.getsockname(), unpack)
    with open(tmp_path / "said", "wb") as said:
        return subprocess.Popen([*first, *args], stdin=subprocess.DEVNULL, stdout=said, stderr=said), port


def test_server_serves_what_was_unpacked_for_it(tmp_path):
    where, source = tmp_path / "root", tmp_path / "source"
    for path in (where, source):
        path.mkdir()
    (source / "made").write_text("x")
    os.chown(source / "made", 1000, 1000)
    subprocess.run(["tar", "-c", "-f", tmp_path / "tar", "-C", source, "."], check=True)
    process, port = serve(tmp_path, [nfs.Export("/root", where)], unpack=(tmp_path / "tar", where))
    try:
        nfs.wait(process, tmp_path / "log")
        address = port.getsockname()
        port.close()
        socket.create_connection(address, 5).close()
        assert os.stat(f"/proc/{process.pid}/root{where}/made").st_uid == 1000
        assert list(where.iterdir()) == []  # none but the server sees it
    finally:
        child.stop(process, 10)


def test_port_is_the_servers_before_it_runs():
    with nfs.take_port() as taken, socket.socket() as other:
        with pytest.raises(OSError, match="in use"):
            other.bind(taken.getsockname())
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        other.bind(taken.getsockname())
        other.listen()
        taken.close()
        socket.create_connection(other.getsockname(), 5).close()


def test_folder_that_cannot_be_exported(tmp_path):
    """A file system without handles, like the one of containers, is named; the server would go on without it."""
    (tmp_path / "fs").mkdir()
    script = ('mount -t tmpfs fs "$1"; mkdir "$1/lower" "$1/upper" "$1/work" "$1/merged"; mount -t overlay '
              '-o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" over "$1/merged"; shift; exec "$@"')
    process, _ = serve(tmp_path, [nfs.Export("/mnt", tmp_path / "fs/merged")],
                       first=["unshare", "--mount", "--", "sh", "-euc", script, "sh", tmp_path / "fs"])
    try:
        with pytest.raises(child.Failed, match="cannot export this folder"):
            nfs.wait(process, tmp_path / "log")
    finally:
        child.stop(process, 10)


@pytest.mark.parametrize("name", ['a"b', "a\nb", "a\\b"])
def test_names_that_the_settings_cannot_hold(name, tmp_path):
    with pytest.raises(child.Failed, match="takes no such name"):
        nfs.settings([nfs.Export("/mnt", tmp_path / name)], tmp_path, "127.0.0.1", 1)


def served(tmp_path, **kw):
    return one.append_line(MACHINES["s390x"]["ccw"], ["word"], nfs.Served(str(tmp_path), **kw))


def test_what_the_guest_is_told(tmp_path):
    line = served(tmp_path, net="tap", mnt=f"{tmp_path}:rw")
    assert line == "root=/dev/vda rw ip=dhcp lab.mnt=10.9.0.1:/mnt,port=2049,rw word"


@pytest.mark.parametrize("keep, mode", [(False, "ro"), (True, "rw")])
def test_root_that_the_guest_is_told(tmp_path, keep, mode):
    line = served(tmp_path, net="tap", root=str(tmp_path), keep=keep)
    assert line == f"root=/dev/nfs nfsroot=10.9.0.1:/root,port=2049,{mode} {mode} ip=dhcp word"


@pytest.mark.parametrize("argv, why", [
    (["--nfs", "/nowhere/at/all:rw"], "/nowhere/at/all: no such folder"),
    (["--nfs-root", "/nowhere/at/all"], "no such folder or archive"),
    (["--nfs-root", "/etc/hostname", "--keep"], "an archive stays as it is"),
])
def test_wrong_command_lines(argv, why, capsys):
    with pytest.raises(SystemExit) as e:
        options.parse(["--arch", "s390x", *argv, "--", "ls"])
    assert e.value.code == 125 and why in capsys.readouterr().err


def test_board_without_a_disk_has_its_root_on_nfs(capsys):
    row = options.parse(["--arch", "arm64", "--machine", "raspi3b", "--nfs-root", "/", "--", "ls"]).rows["arm64"]
    assert row is MACHINES["arm64"]["raspi3b"]
    with pytest.raises(SystemExit):
        options.parse(["--arch", "arm64", "--machine", "raspi3b", "--", "ls"])
    assert "raspi3b: no such machine" in capsys.readouterr().err


def test_machine_whose_disk_has_the_loader(capsys):
    with pytest.raises(SystemExit) as e:
        options.parse(["--arch", "arm64", "--machine", "uefi-disk", "--nfs-root", "/", "--", "ls"])
    assert e.value.code == 125 and "uefi-disk: no such machine" in capsys.readouterr().err
