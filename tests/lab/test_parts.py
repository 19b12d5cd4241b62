# SPDX-License-Identifier: MIT
"""What the lab makes of words: its command line, the guest's, QEMU's, consoles and results."""

import io
import json
import re
import socket
import subprocess
import tarfile
import urllib.request

import pytest

from lab import build, child, guest, many, net, one, options, ssh, tree
from machines import MACHINES

USERNET = """Hub -1 (n0):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  UDP[236 sec]       15       10.0.2.15 40962        10.0.2.2    69     0     0
  TCP[HOST_FORWARD]  12       127.0.0.1 36001       10.0.2.15    22     0     0
  TCP[HOST_FORWARD]  13       127.0.0.1 36002       10.0.2.16    22     0     0
"""


def refused(argv, capsys):
    """The lab's own status, and why."""
    with pytest.raises(SystemExit) as e:
        options.parse(argv)
    assert e.value.code == 125
    return capsys.readouterr().err


def test_what_follows_two_dashes_is_the_guests():
    o = options.parse(["--arch", "s390x", "--env", "A=b c", "--", "prog", "--arch", "--", "-x"])
    assert o.command == ["prog", "--arch", "--", "-x"]
    assert o.archs == ["s390x"] and o.env == ["A=b c"]
    assert o.rows == {"s390x": MACHINES["s390x"]["ccw"]}


def test_variables_of_this_machine(monkeypatch):
    monkeypatch.setenv("CI_JOB", "7")
    assert options.parse(["--arch", "s390x", "--env", "CI_JOB"]).env == ["CI_JOB=7"]


@pytest.mark.parametrize("argv, why", [
    ([], "--arch"),
    (["--arch", "vax"], "vax: no such architecture"),
    (["--arch", "s390x", "--machine", "virt"], "virt: no such machine of s390x"),
    (["--arch", "armhf", "--machine", "vexpress"], "vexpress: no such machine of armhf"),
    (["--arch", "s390x", "ls"], "ls: the command stands behind --"),
    (["--arch", "s390x,armhf"], "need a command"),
    (["--arch", "s390x", "--json"], "need a command"),
    (["--arch", "s390x,armhf", "--keep", "--", "ls"], "--keep is for one"),
    (["--arch", "s390x", "--put", "/nowhere/at/all", "--", "ls"], "/nowhere/at/all: no such file"),
    (["--arch", "s390x", "--env", "1=2", "--", "ls"], "no name of a variable"),
    (["--arch", "s390x", "--timeout", "-1", "--", "ls"], "--timeout"),
    (["--arch", "s390x", "--append", "a\nLABEL b", "--", "ls"], "no line breaks"),
])
def test_wrong_command_lines(argv, why, capsys):
    assert why in refused(argv, capsys)


@pytest.mark.parametrize("argv, env, out, status", [
    (["printf", "%s|", "a b", "", "'", '"$HOME"', "*", ";x"], [], "a b||'|\"$HOME\"|*|;x|", 0),
    (["sh", "-c", "echo $A; exit 7"], ["A=x 'y' $z;"], "x 'y' $z;\n", 7),
    (["sh", "-c", "kill -SEGV $$"], [], "", 139),
    (["false"], [], "", 1),
])
def test_command_reaches_the_guests_shell_as_it_is(argv, env, out, status):
    done = subprocess.run(["sh", "-c", ssh.quoted(argv, env)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == (out, status)


def test_ssh_config_is_read_by_ssh(tmp_path):
    path = tmp_path / "config"
    path.write_text(ssh.config({"HostName": "127.0.0.1", "Port": 36001, "HostKeyAlias": "lab"}))
    said = subprocess.run(["ssh", "-G", "-F", path, "lab"], capture_output=True, text=True, check=True).stdout
    assert {"hostname 127.0.0.1", "port 36001", "hostkeyalias lab"} <= set(said.split("\n"))


@pytest.mark.parametrize("name, kind, good", [
    ("core", tarfile.REGTYPE, True), ("core/a/b", tarfile.REGTYPE, True), ("core", tarfile.DIRTYPE, True),
    ("other", tarfile.REGTYPE, False), ("core/../../x", tarfile.REGTYPE, False),
    ("/core", tarfile.REGTYPE, False), ("../core", tarfile.REGTYPE, False),
    ("core/l", tarfile.SYMTYPE, False), ("core/l", tarfile.LNKTYPE, False), ("core/d", tarfile.CHRTYPE, False),
])
def test_what_is_taken_from_a_guests_archive(name, kind, good):
    member = tarfile.TarInfo(name)
    member.type = kind
    member.mode = 0o4777
    assert ssh.wanted(member, "core") is good
    assert not good or member.mode == 0o755


def test_forwarded_port():
    assert net.forwarded_port(USERNET, "10.0.2.15") == 36001
    assert net.forwarded_port(USERNET, "10.0.2.16") == 36002
    assert net.forwarded_port(USERNET, "10.0.2.1") is None
    assert net.forwarded_port(USERNET.replace("HOST_FORWARD", "ESTABLISHED"), "10.0.2.15") is None


@pytest.fixture
def wire(tmp_path):
    (tmp_path / "name").write_text("text")
    user = net.User("pxelinux.0", str(tmp_path))
    yield user
    user.close()


def test_files_by_http(wire):
    """At the guest's address of this machine; here it is the loopback interface, and only that."""
    port = int(re.fullmatch(r"http://10\.0\.2\.2:(\d+)/", wire.files)[1])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/name") as got:
        assert got.read() == b"text"
    assert wire.web.server.server_address[0] == "127.0.0.1"
    wire.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_guest_at_another_address(wire):
    """After a firmware with a lease of its own; what the console says decides."""
    assert wire.netdev.count("hostfwd=tcp:127.0.0.1:0-10.0.2.1") == 4
    wire.started(lambda name, **arguments: USERNET)
    assert wire.ssh_options() == {"HostName": "127.0.0.1", "Port": 36001}
    assert wire.ssh_options("10.0.2.16")["Port"] == 36002
    with pytest.raises(child.Failed, match="no port to 10.0.2.99"):
        wire.ssh_options("10.0.2.99")


@pytest.mark.parametrize("word, with_it", [
    ("virtio-net-ccw,netdev=n0,event_idx=off", "virtio-net-ccw,netdev=n0,event_idx=off,mac=M"),
    ("nic,netdev=n0,model=lan9118", "nic,netdev=n0,model=lan9118,macaddr=M"),
    ("virtio-blk-pci,drive=d0", "virtio-blk-pci,drive=d0"),
    ("user,id=n0,tftp=netdev=n0", "user,id=n0,tftp=netdev=n0"),
])
def test_address_of_the_nic(word, with_it):
    assert guest.with_mac(word, "M") == with_it


@pytest.mark.parametrize("arch, name", [(arch, name) for arch, rows in options.MACHINES_WITH_DISK.items()
                                        for name in rows])
def test_every_machine_has_one_console_and_one_nic_with_our_address(arch, name, tmp_path):
    root = tmp_path / "build" / "tftp"
    root.mkdir(parents=True)
    machine = MACHINES[arch][name](str(root), "1G", str(tmp_path), net="user,id=n0")
    words = guest.command(machine, "52:54:00:00:00:01", "/c", "/q", [])
    assert words.count("-serial") == 1 and "file:/c" in words
    assert sum("52:54:00:00:00:01" in w for w in words) == 1
    assert [w for w in words if w.startswith("user,id=n0")] == ["user,id=n0"]


def test_names_for_a_mac():
    assert tree.config_name("52:54:00:AB:0c:01") == "01-52-54-00-ab-0c-01"
    assert tree.new_mac().startswith("52:54:00:") and len(tree.new_mac()) == 17


@pytest.mark.parametrize("flavour, at", [("https\n", True), ("http\n", True), ("none\n", False), (None, False)])
def test_loader_without_http_has_its_files_by_tftp(flavour, at, tmp_path):
    if flavour:
        (tmp_path / "flavour").write_text(flavour)
    assert tree.speaks_http(str(tmp_path)) == at


def test_part_that_is_not_there(monkeypatch, tmp_path):
    """What the machine boots from beside the image counts as well."""
    for name in (*build.GUEST_FILES, "Image", "mkimage"):
        (tmp_path / name).touch()
    monkeypatch.setattr(build, "MKIMAGE", str(tmp_path / "mkimage"))
    monkeypatch.setattr(build, "loader_folder", lambda arch: str(tmp_path))
    monkeypatch.setattr(build, "guest_folder", lambda arch: str(tmp_path))
    assert build.missing("arm64", ["Image"]) is None
    assert build.missing("arm64", ["Image", *MACHINES["arm64"]["raspi3b"].make]) == str(tmp_path / "rpi")


def test_stages_of_a_boot():
    at = guest.Stages(r"Network boot starting")
    assert at.feed("") == "QEMU starts"
    assert at.feed("Network boot st") == "QEMU starts"
    assert at.feed("arting\r\n") == "the firmware is at work"
    assert at.feed("[    1.5] pxehop 0.1 on s390x\n") == "the loader is up"
    assert at.feed("noise\njumping into the new kernel\n") == "the guest's kernel starts"
    assert at.feed("pxehop 0.1\n") == "the guest's kernel starts"  # not back
    assert at.feed("lab: eth0: asking for an address by DHCP\nlab: eth0: 10.0.2.16\n") == \
        "the guest has an address"
    assert at.feed("Server listening on 0.0.0.0 port 22.\n") == guest.LISTENS
    assert at.address == "10.0.2.16"


def test_last_lines_are_printable(tmp_path):
    log = tmp_path / "console"
    log.write_bytes(b"one\r\n\x1b[31mtwo\x1b]0;title\x07\xff\n\n" + b"last")
    assert child.last_lines(log) == ["one", "two?]0;title?\N{REPLACEMENT CHARACTER}", "last"]
    assert child.last_lines(log, 1) == ["last"]
    assert child.last_lines(tmp_path / "none") == []


def results():
    good, bad, lost = (one.Result(a) for a in ("s390x", "armhf", "arm64"))
    good.status, good.boot_seconds, good.seconds, good.output = 0, 12.34, 15.678, b"4321\n"
    bad.status, bad.boot_seconds, bad.seconds, bad.errors = 3, 11.0, 12.0, b"no\n"
    lost.seconds, lost.error = 300.0, "arm64: not there within 300 s\nmore"
    return [good, bad, lost]


def test_table_of_results():
    assert many.table(results()).split("\n") == [
        "architecture  status      boot       all",
        "s390x             ok    12.3 s    15.7 s",
        "armhf              3    11.0 s    12.0 s",
        "arm64            125         -   300.0 s  arm64: not there within 300 s",
    ]


def test_results_as_json():
    got = json.loads(many.as_json(results()))
    assert got[0] == {"arch": "s390x", "status": 0, "error": None, "boot_seconds": 12.34, "seconds": 15.68,
                      "stdout": "4321\n", "stderr": ""}
    assert [r["status"] for r in got] == [0, 3, 125]


def test_status_of_several():
    assert many.status_of(results()) == 125
    assert many.status_of(results()[:2]) == 3
    assert many.status_of(results()[:1]) == 0


def test_outputs_among_others():
    assert many.prefixed("s390x", b"a\nb") == "s390x: a\ns390x: b\n"
    assert many.prefixed("s390x", None) == ""


def test_files_for_the_guest_have_no_owner():
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w|") as tar:
        tar.add(__file__, arcname="x", filter=ssh.no_owner)
    archive.seek(0)
    with tarfile.open(fileobj=archive) as tar:
        member = tar.getmember("x")
    assert (member.uid, member.gid, member.uname) == (0, 0, "")


def test_tap_that_cannot_be_made_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(net, "TUN", "/nowhere/tun")
    with pytest.raises(child.Failed, match="/nowhere/tun: no access"):
        net.Tap(str(tmp_path), "pxelinux.0", str(tmp_path), "52:54:00:00:00:01")
