# SPDX-License-Identifier: MIT
"""`pxe get` against servers that err or mean harm."""

import time

import pytest

from hostile import ACK, ERROR, Hostile, data, error, oack
from tftp_fixtures import SERVER, get, noise  # noqa: F401

CONTENT = noise(20 * 512 + 7)


def test_hazard_54_option_refusal_is_retried_plainly(lab, get):
    client, server = lab.pair()

    def script(t):
        if t.options:
            t.send(error(8, b"no options here"))
        else:
            t.serve(CONTENT)

    with Hostile(server, script) as h:
        p, got, stats = get(client, "f")
    assert p.returncode == 0, p.stderr
    assert got == CONTENT and stats["blksize"] == 512
    assert h.attempts == 2


def test_hazard_53_server_without_options(lab, get):
    client, server = lab.pair()
    with Hostile(server, lambda t: t.serve(CONTENT)) as h:
        p, got, stats = get(client, "f")
    assert got == CONTENT and stats["windowsize"] == 1
    assert h.requests[0].options == {"tsize": "0", "blksize": "65464", "timeout": "1",
                                     "utimeout": "400000", "windowsize": "16"}


def test_hazard_48_unasked_option_gets_error_8_and_a_plain_request(lab, get):
    client, server = lab.pair()
    answers = []

    def script(t):
        if t.options:
            t.send(oack(multicast="224.0.0.1,1758,1"))
            answers.append(t.receive())
        else:
            t.serve(CONTENT)

    with Hostile(server, script):
        p, got, _ = get(client, "f")
    assert got == CONTENT, p.stderr
    assert answers[0][:2] == (ERROR, 8)


def test_hazard_46_stranger_in_mid_transfer(lab, get):
    client, server = lab.pair()
    answers = []

    def script(t):
        stranger = t.server.ns.udp(SERVER)
        stranger.settimeout(5)
        t.send(oack(blksize=512))
        assert t.wait_ack(0)
        t.send(data(1, b"\xee" * 512), stranger)
        answers.append(stranger.recvfrom(100)[0])
        t.serve(CONTENT)

    with Hostile(server, script):
        p, got, _ = get(client, "f", "--blksize", 600)
    assert got == CONTENT, p.stderr
    assert answers[0][:4] == b"\0\5\0\5"


def test_hazard_63_error_text_cannot_act_on_the_terminal(lab, get):
    client, server = lab.pair()
    with Hostile(server, lambda t: t.send(error(2, b"\x1b[2J\x07" + b"A" * 30000))):
        p, got, _ = get(client, "f")
    assert p.returncode == 1 and got is None
    assert "\x1b" not in p.stderr and "\x07" not in p.stderr
    assert "\\x1b[2J\\x07AAA" in p.stderr and "error 2" in p.stderr
    assert len(p.stderr) < 400


def test_hazard_64_error_in_mid_transfer_starts_over(lab, get):
    client, server = lab.pair()

    def script(t):
        if t.number == 0:
            t.send(data(1, CONTENT[:512]))
            t.wait_ack(1)
            t.send(error(0, b"disk fell out"))
        else:
            t.serve(CONTENT)

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f")
    assert got == CONTENT, p.stderr
    assert h.attempts == 2


def test_hazard_64_errors_without_end_are_told(lab, get):
    client, server = lab.pair()

    def script(t):
        t.send(data(1, CONTENT[:512]))
        t.wait_ack(1)
        t.send(error(0, b"disk fell out"))

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f")
    assert p.returncode == 1 and got is None
    assert "disk fell out" in p.stderr
    assert h.attempts == 3


@pytest.mark.parametrize("before, after", [(40, 20), (20, 40)])
def test_hazard_71_file_that_changes_between_two_attempts(lab, get, before, after):
    """What comes out is one attempt's bytes, without the tail of an earlier, longer one."""
    client, server = lab.pair()
    content = noise(after * 512 + 7)

    def script(t):
        if t.number:
            t.serve(content)
            return
        for block in range(1, before):
            t.send(data(block, b"\xaa" * 512))
            assert t.wait_ack(block)
        t.send(error(0, b"file changed"))

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f")
    assert got == content, p.stderr
    assert h.attempts == 2


def test_hazard_71_file_of_the_same_size_that_changes_between_two_attempts(lab, get):
    """Nothing of the first attempt is kept, so the two are not mixed."""
    client, server = lab.pair()
    new = noise(60 * 512 + 7)
    old = new[:20 * 512] + noise(len(new) - 20 * 512, 2)

    def script(t):
        content = old if t.number == 0 else new
        t.send(oack(blksize=512, tsize=len(content)))
        assert t.wait_ack(0)
        if t.number:
            t.serve(content)
            return
        for block in range(1, 41):
            t.send(data(block, content[(block - 1) * 512:block * 512]))
            assert t.wait_ack(block)
        t.send(error(0, b"out of buffers"))

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f", "--blksize", 600)
    assert got == new, p.stderr
    assert h.attempts == 2


@pytest.mark.seconds(15)
def test_hazard_69_port_closed(lab, get):
    client, _ = lab.pair()
    began = time.monotonic()
    p, got, _ = get(client, "f")
    assert p.returncode == 1 and "nothing listens" in p.stderr
    assert 3 < time.monotonic() - began < 25


def test_hazard_69_server_starts_late(lab, get):
    client, server = lab.pair()
    import threading
    root = lab.tree({"f": CONTENT})
    timer = threading.Timer(2, lambda: lab.dnsmasq(server, tftp_root=root))
    timer.start()
    p, got, _ = get(client, "f")
    timer.join()
    assert got == CONTENT, p.stderr


def test_hazard_70_server_dies_and_comes_back(lab, get):
    """Killed in mid-transfer and replaced: the transfer starts over by itself."""
    client, server = lab.pair()

    def script(t):
        if t.number == 0:
            t.send(data(1, CONTENT[:512]))
            t.wait_ack(1)
            t.socket.close()  # from now on the kernel answers with ICMP
        else:
            t.serve(CONTENT)

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f", timeout=60)
    assert got == CONTENT, p.stderr
    assert h.attempts == 2


@pytest.mark.seconds(25)
def test_hazard_67_silent_server_is_given_up(lab, get):
    client, server = lab.pair()
    began = time.monotonic()
    with Hostile(server, lambda t: None) as h:
        p, _, _ = get(client, "f", timeout=90)
    assert p.returncode == 1
    assert "no answer" in p.stderr or "nothing listens" in p.stderr
    assert len(h.requests) == 6
    assert time.monotonic() - began < 45


def test_hazard_58_roll_over_to_1(lab, get):
    """Servers that go on with block 1 after 65535."""
    client, server = lab.pair()
    content = noise(65600 * 8 + 3)

    def script(t):
        t.send(oack(blksize=8))
        t.wait_ack(0)
        for n in range(len(content) // 8 + 1):
            wire = n % 65535 + 1
            for _ in range(8):
                t.send(data(wire, content[n * 8:n * 8 + 8]))
                if t.wait_ack(wire, 1):
                    break

    with Hostile(server, script):
        p, got, _ = get(client, "f", "--blksize", 8, timeout=120)
    assert p.returncode == 0, p.stderr
    assert got == content


def test_hazard_57_last_ack_is_not_owed_for_ever(lab, get):
    client, server = lab.pair()
    acks = []

    def script(t):
        t.send(data(1, b"short"))
        acks.append(t.receive())

    with Hostile(server, script):
        p, got, _ = get(client, "f")
    assert got == b"short", p.stderr
    assert acks[0][:2] == (ACK, 1)


def test_hazard_68_names_are_checked_before_sending(lab, tool):
    client, server = lab.pair()
    with Hostile(server, lambda t: None) as h:
        for name in ("", "n" * 504, "a%00b"):
            p = client.run(tool("pxe"), "get", "-o", "/dev/null/x", f"tftp://{SERVER}/{name}")
            assert p.returncode in (1, 2)
    assert not h.requests


def test_other_schemes_are_refused_cleanly(lab, tool):
    client, _ = lab.pair()
    for url in ("gopher://10.9.0.1/f", "file:///etc/passwd"):
        p = client.run(tool("pxe"), "get", "-o", "-", url)
        assert p.returncode == 1 and not p.stdout
        assert "unknown scheme" in p.stderr


def test_hazard_55_wrong_size_is_told_and_does_no_harm(lab, get):
    client, server = lab.pair()

    def script(t):
        t.send(oack(tsize=99999))
        assert t.wait_ack(0)
        t.serve(CONTENT)

    with Hostile(server, script):
        p, got, _ = get(client, "f")
    assert got == CONTENT, p.stderr
    assert f"99999 bytes announced, {len(CONTENT)} sent" in p.stderr


def test_hazard_55_endless_after_an_announced_size(lab, get):
    client, server = lab.pair()
    ends = []

    def script(t):
        t.send(oack(tsize=1000, blksize=32768))
        assert t.wait_ack(0)
        for block in range(1, 2000):  # three times what is taken
            t.send(data(block, bytes(32768)))
            got = t.receive()
            if got and got[0] == ERROR:
                ends.append(block)
                return

    with Hostile(server, script):
        p, got, _ = get(client, "f", "--blksize", 32768, "--windowsize", 1)
    assert p.returncode == 1 and got is None
    assert "the server sends far more than it announced: 1000 bytes announced" in p.stderr
    assert p.stderr.count("\n") == 1 and 513 <= ends[0] < 600  # an ACK may come twice


def test_real_23_a_bad_oack_is_named(lab, get):
    client, server = lab.pair()

    def script(t):
        if t.options:
            t.send(oack(blksize=7))
        else:
            t.send(error(8, b""))

    with Hostile(server, script):
        p, _, _ = get(client, "f")
    assert p.returncode
    assert '""' not in p.stderr and "(error 8)" in p.stderr, p.stderr

    def always(t):
        t.send(oack(blksize=7))

    with Hostile(server, always):
        p, _, _ = get(client, "f")
    assert "bad OACK, option never asked for" in p.stderr, p.stderr


def test_real_22_blind_error_before_the_answer(lab, get):
    """Whoever guesses the client's port says in the server's name that there is no such file."""
    client, server = lab.pair()

    def script(t):
        stranger = t.server.ns.udp(SERVER)
        t.send(error(1, b"File not found"), stranger)
        t.send(oack(multicast="224.0.0.1,1758,1"), stranger)
        time.sleep(0.005)
        t.send(oack(blksize=512))
        assert t.wait_ack(0)
        t.serve(CONTENT)

    with Hostile(server, script) as h:
        p, got, _ = get(client, "f")
    assert got == CONTENT, p.stderr
    assert h.attempts == 1


def test_real_22_many_missing_names_stay_quick(lab, tool):
    """An ERROR is believed at once where it can be: ten of them cost what ten small files cost."""
    client, server = lab.pair()
    lab.dnsmasq(server, tftp_root=lab.tree({f"there-{i}": b"x" for i in range(10)}))

    def ten(name):
        began = time.monotonic()
        p = client.run("sh", "-c", 'for i in 0 1 2 3 4 5 6 7 8 9; do "$1" get -o /dev/null "$2-$i"; done',
                       "sh", tool("pxe"), f"tftp://{SERVER}/{name}")
        return p, time.monotonic() - began

    p, found = ten("there")
    assert p.returncode == 0, p.stderr
    p, took = ten("none")
    assert p.stderr.count("none-") >= 10 and p.returncode == 1
    assert took < found + 3
