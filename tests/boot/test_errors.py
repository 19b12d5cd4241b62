# SPDX-License-Identifier: MIT
"""What goes wrong is said in one line, the machine goes on trying, and boots once it is mended."""

import re

import pytest
from guest import LOADER_STARTS, PROMPT, RETRY, reached


def mended(g, tree, rounds=2):
    tree.config("console=ttysclp0 mended")
    assert "mended" in reached(g, rounds=rounds).split()


def refused(g, what, seconds=60):
    """The one line that says what is wrong ends in when it is tried again; and no jump before."""
    return g.wait(rf"^eth0: {what}.*{RETRY}$", seconds, before="jumping")


@pytest.fixture
def start(tree, boot):
    """A guest whose loader is put in place by QEMU: the firmware's part is tested elsewhere."""
    return lambda **kw: boot(tree, direct="console=ttysclp0", **kw)


def none_at_all(tree):
    """No configuration."""


def no_kernel(tree):
    tree.config(kernel="nosuch")


def no_initrd(tree):
    tree.config(initrd="nosuch")


def cut_kernel(size):
    def break_it(tree):
        tree.put("cut", tree.kernel()[:size])
        tree.config(kernel="cut")
    return break_it


def other_kernel(head):
    def break_it(tree):
        tree.put("other", head.ljust(20_000_000, b"\0"))
        tree.config(kernel="other")
    return break_it


def long_line(tree):
    tree.config("console=ttysclp0 " + "x" * 5000)


SERVER = "tftp://10.0.2.2/"
CUT = SERVER + r"cut: .*(not an s390 kernel|cut off)"
OTHER = SERVER + "other: not an s390 kernel image but "
# One after the other in one guest: what is wrong, and what is said of it. A kernel that is cut is
# shorter than what is looked at first, or its tail is missing only.
WRONG = {
    "missing": [(none_at_all, "10.0.2.2: no configuration under any of 10 names"),
                (no_kernel, SERVER + "nosuch: "), (no_initrd, SERVER + "nosuch: ")],
    "cut off or too long": [(cut_kernel(40_000), CUT), (cut_kernel(-100_000), CUT),
                (long_line, SERVER + r"kernel: the command line has 50\d\d bytes, this kernel takes 4095"
                 ".*APPEND")],
    "of another machine": [
        (other_kernel(b"\0" * 0x1FE + b"\x55\xaa\xeb\x66HdrS"), OTHER + "an x86 bzImage"),
        (other_kernel(b"MZ" + b"\0" * 54 + b"ARM\x64"), OTHER + "an arm64 Image"),
        (other_kernel(b"<html>404 not found</html>\n"), OTHER + "an HTML page")],
}


@pytest.mark.seconds(30)
@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_and_what_is_mended_boots(tree, start, kind):
    """Each round has its own fault; the last one has none."""
    g = None
    for break_it, said in WRONG[kind]:
        break_it(tree)
        g = g or start()
        refused(g, said)
    # Judged by the first 68 KiB: most of another machine's kernel is never downloaded.
    assert max([int(n) for n in re.findall(r"/other: (\d+) of", g.text)], default=0) < 2000
    mended(g, tree, len(WRONG[kind]) + 1)


def test_initrd_too_large_for_the_memory(tree, start):
    """Refused by its announced size, with numbers, before it is downloaded."""
    tree.sparse("huge", 600 << 20)
    tree.config(initrd="huge")
    g = start(memory="512M")
    g.wait(LOADER_STARTS)
    said = refused(g, r"tftp://10.0.2.2/huge: kernel and initrd need \d+ KiB, this machine can load \d+ KiB")[0]
    assert "memory" in said
    assert not re.search(r"/huge: \d\d\d+ of", g.text)
    mended(g, tree)


def test_dhcp_server_that_comes_late(tree, boot, wire):
    tree.config()
    g = boot(tree, wire=wire, direct="console=ttysclp0")
    g.wait(r"^eth0: asking for an address")
    g.wait(r"^eth0: no DHCP offer for \d+ s, asking again$")
    wire.serve(tree.root)
    reached(g)


@pytest.mark.seconds(30)
def test_server_dies_in_mid_transfer(tree, boot, wire):
    tree.config()
    wire.slow("12mbit")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct="console=ttysclp0")
    g.wait(r"/kernel: .* \d\d %")
    wire.stop()
    refused(g, r"tftp://10.9.0.1/kernel: ", 90)
    wire.serve(tree.root)
    reached(g, rounds=2)


def no_kexec(tree, boot, words, said, **kw):
    """Said at the start, nothing is downloaded, the machine lives and has its shell."""
    tree.config()
    g = boot(tree, direct=f"console=ttysclp0 {words}", **kw)
    g.wait(LOADER_STARTS)
    g.wait(rf"^kexec: .*{said}.*nothing can be booted from here$", 30)
    g.send("s")
    g.wait(PROMPT)
    assert g.run("echo alive") == "alive"
    assert "asking for an address" not in g.text


def test_kernel_that_must_not_be_replaced(tree, boot):
    no_kexec(tree, boot, "sysctl.kernel.kexec_load_disabled=1", "the sysctl kernel.kexec_load_disabled is set")


# The small kernel has no lockdown, since it could never be switched on.
@pytest.mark.parametrize("level", ["integrity", "confidentiality"])
def test_kernel_that_is_locked_down(tree, boot, debian, level):
    no_kexec(tree, boot, f"lockdown={level}", "turned off: kernel lockdown is on",
             extra=("-kernel", debian / "vmlinuz", "-initrd", debian / "initramfs"))
