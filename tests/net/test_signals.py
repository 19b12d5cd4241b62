# SPDX-License-Identifier: MIT
"""Ended by a signal, a command leaves nothing behind and says by which; -o writes through links."""

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from bootlab import CLIENT

ENDS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
INITRD = b"070701" + b"00000000" * 11 + b"0000000b" + b"00000000" + b"TRAILER!!!" + bytes(4)


def wait_for(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def silent():
    """An HTTP server that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        yield f"http://127.0.0.1:{s.getsockname()[1]}/f"


@pytest.fixture
def server():
    """An HTTP server for any number of GETs of b"new"."""
    s = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                c, _ = s.accept()
            except OSError:
                return
            with c:
                c.recv(65536)
                c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nnew")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"http://127.0.0.1:{s.getsockname()[1]}/f"
    s.shutdown(socket.SHUT_RDWR)
    s.close()
    thread.join()


@pytest.mark.parametrize("sig", ENDS)
@pytest.mark.parametrize("old", [None, b"old"])
def test_real_25_get_ended_by_a_signal(tool, tmp_path, silent, sig, old):
    if old:
        (tmp_path / "f").write_bytes(old)
    p = subprocess.Popen([tool("pxe"), "get", silent], cwd=tmp_path, stderr=subprocess.DEVNULL)
    wait_for(lambda: any(name.startswith("f.") for name in os.listdir(tmp_path)))
    p.send_signal(sig)
    assert p.wait(10) == -sig
    assert os.listdir(tmp_path) == (["f"] if old else [])
    assert not old or (tmp_path / "f").read_bytes() == old


def test_real_25_get_under_nohup_goes_on(tool, tmp_path):
    """What the server sends after the SIGHUP still gets into the file; SIGTERM ends it as always."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        s.settimeout(10)
        p = subprocess.Popen(["nohup", tool("pxe"), "get", "-o", "f",
                              f"http://127.0.0.1:{s.getsockname()[1]}/f"], cwd=tmp_path,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        c, _ = s.accept()
        with c:
            c.recv(65536)
            p.send_signal(signal.SIGHUP)
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nnew")
            wait_for(lambda: [path.read_bytes() for path in tmp_path.glob("f.*")] == [b"new"])
            p.terminate()
            assert p.wait(10) == -signal.SIGTERM and not os.listdir(tmp_path)


@pytest.mark.parametrize("sig", ENDS)
def test_real_25_dry_run_ended_by_a_signal(site, sig):
    """With the lease's address set and the configuration not there yet."""
    site.dhcp()

    def address():
        return CLIENT in subprocess.run(["ip", "netns", "exec", site.client.name, "ip", "-4", "addr"],
                                        capture_output=True, text=True).stdout

    r = site.start()
    wait_for(address)
    root = Path(os.readlink(f"/proc/{r.worker()}/root"))
    assert root.name.startswith("pxehop-empty-") and root.is_dir()
    r.process.send_signal(sig)
    assert r.process.wait(10) == -sig
    assert not r.out.read_text() and not address() and not root.exists()


LINKS = {"file": "sub/target", "dangling": "sub/none", "twice": "hop", "absolute": "{}/sub/abs",
         "dangling twice": "hop2"}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("program", ["pxe", "mkimage"])
def test_real_25_output_is_written_through_links(tool, tmp_path, server, program, link):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/target").write_bytes(b"old")
    (tmp_path / "hop").symlink_to("sub/target")
    (tmp_path / "hop2").symlink_to("sub/fresh")
    (tmp_path / "i").write_bytes(INITRD)
    (tmp_path / "out").symlink_to(LINKS[link].format(tmp_path))
    args = {"pxe": ["get", "-o", "out", server],
            "mkimage": ["uimage", "-A", "arm", "-T", "ramdisk", "-d", "i", "-o", "out"]}
    p = subprocess.run([tool(program), *args[program]], cwd=tmp_path, capture_output=True, timeout=60)
    assert p.returncode == 0, p
    assert (tmp_path / "out").is_symlink() and (tmp_path / "out").resolve().parent == tmp_path / "sub"
    got = (tmp_path / "out").read_bytes()
    assert got == b"new" if program == "pxe" else got[:4] == b"\x27\x05\x19\x56"
    assert not [n for n in [*os.listdir(tmp_path), *os.listdir(tmp_path / "sub")] if "." in n]


@pytest.mark.parametrize("program", ["pxe", "mkimage"])
def test_real_25_links_in_a_ring_are_refused(tool, tmp_path, server, program):
    (tmp_path / "i").write_bytes(INITRD)
    (tmp_path / "out").symlink_to("back")
    (tmp_path / "back").symlink_to("out")
    args = {"pxe": ["get", "-o", "out", server],
            "mkimage": ["uimage", "-A", "arm", "-T", "ramdisk", "-d", "i", "-o", "out"]}
    p = subprocess.run([tool(program), *args[program]], cwd=tmp_path, capture_output=True, timeout=60)
    assert p.returncode == 1 and b"symbolic links" in p.stderr
    assert sorted(os.listdir(tmp_path)) == ["back", "i", "out"]


@pytest.mark.parametrize("program", ["pxe", "mkimage"])
def test_real_25_bytes_are_on_the_disk_before_the_name(tool, tmp_path, server, program):
    (tmp_path / "i").write_bytes(INITRD)
    args = {"pxe": ["get", "-o", "out", server],
            "mkimage": ["uimage", "-A", "arm", "-T", "ramdisk", "-d", "i", "-o", "out"]}
    subprocess.run(["strace", "-f", "-o", "trace", "-e", "trace=fsync,rename,renameat,renameat2", tool(program),
                    *args[program]], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    calls = [line.split("(")[0].split()[-1] for line in (tmp_path / "trace").read_text().splitlines()
             if "fsync(" in line or "rename" in line]
    assert calls[0] == "fsync" and calls[1].startswith("rename") and len(calls) == 2
