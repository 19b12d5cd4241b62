# SPDX-License-Identifier: MIT
"""What a boot takes of a small machine's memory: twice the payload and little more, measured from
inside while it happens; and what cannot fit is refused before it is downloaded, or as soon as it
shows."""

import hashlib
import random
import re

import pytest

from guest import LOADER_STARTS, cpio, reached

SERVER = "10.9.0.1"
BIG = 200 << 20
MIB = 1024  # in KiB, as /proc counts

# It lies in the second initrd, and so takes the place of the payload's own. Looking at all of the
# blob takes 20 s or, where QEMU has translated code of the first kernel's programs in the page that
# the sum's buffer gets, 15 times as long. The root file system has room for half of what the initrds
# left of the memory, which the blob fills.
CHECK_SUM = b"""#!/bin/sh
mount -t proc proc /proc
pieces() {
	for at in %s; do
		dd if=/blob bs=64k skip=$at count=1
	done
}
echo "the blob has $(wc -c </blob) bytes, its pieces $(pieces 2>/dev/null | sha256sum)"
read -r cmdline </proc/cmdline
echo "pxehop payload: command line: $cmdline"
echo "pxehop payload: reached"
sleep 1
poweroff -f
"""

# Nothing but the shell's own words: a process for each look would take more than it finds.
WATCH = ("trap '' HUP INT TERM; (least=99999999; while :; do while read -r key value unit; do "
         "if [ $key = MemAvailable: -a $value -lt $((least - 256)) ]; then least=$value; "
         "echo now $value left; fi; done </proc/meminfo; done) >/dev/console 2>&1 & exit\n")


def payload(tree, size):
    """A second initrd with a file of so many bytes that do not compress, and what its check says."""
    dice = random.Random(1)
    blob = b"".join(dice.randbytes(1 << 20) for _ in range(size >> 20))
    last = (size >> 16) - 1
    at = [0, last, *(dice.randrange(last) for _ in range(62))]
    check = CHECK_SUM % " ".join(map(str, at)).encode()
    tree.put("big", cpio({"blob": blob, "init": check}))
    pieces = hashlib.sha256(b"".join(blob[n << 16:(n + 1) << 16] for n in at))
    return f"the blob has {size} bytes, its pieces {pieces.hexdigest()}"


@pytest.mark.seconds(60)
def test_twice_the_payload_and_little_more(tree, boot, wire, lab):
    """200 MiB of initrd in 640 MiB: at most 2.2 times the payload and 24 MiB are in use at any
    moment, all that the running system needs for itself included."""
    whole = payload(tree, BIG)
    sizes = [(tree.root / name).stat().st_size for name in ("kernel", "initrd", "big")]
    lab.nginx(wire.ns, tree.root)
    tree.config(kernel=f"http://{SERVER}/kernel",
                initrd=f"http://{SERVER}/initrd,http://{SERVER}/big")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct="console=ttysclp0", memory="640M", smp=2)
    g.shell()
    total = int(g.run("sed -n 's/^MemTotal: *//p' /proc/meminfo").split()[0])
    g.send(WATCH)
    g.wait(r"now \d+ left")
    left, said_total = map(int, g.wait(
        r"loaded: kernel .* \(kexec_load\), (\d+) of (\d+) MiB left", 300).groups())
    reached(g, 300)
    assert whole in g.text
    least = min([left * MIB] + [int(n) for n in re.findall(r"now (\d+) left", g.text)])
    allowed = 2.2 * sum(sizes) / 1024 + 24 * MIB
    assert said_total == total // MIB
    assert total - least <= allowed, f"{total - least} KiB of {allowed:.0f} KiB"
    assert total - least >= 2 * sum(sizes) / 1024, "less than the parts themselves"


def sent(nginx, path):
    """Bytes that went out for a path, over all requests."""
    return sum(int(line.split()[9]) for line in nginx.access.read_text().splitlines()
               if line.split()[6] == path)


@pytest.mark.parametrize("server,least,most", [
    ("", 0, 8 << 20),  # what lies in buffers when the connection is closed
    ("ssi on; ssi_types *;", 64 << 20, 128 << 20),  # which makes its length unknown
])
def test_refused_before_it_is_downloaded_or_as_soon_as_it_shows(tree, boot, wire, lab, server,
                                                                least, most):
    """The second of two initrds, of which either alone would fit."""
    nginx = lab.nginx(wire.ns, tree.root, server=server)
    tree.sparse("huge", 150 << 20)
    tree.config(kernel=f"http://{SERVER}/kernel",
                initrd=f"http://{SERVER}/initrd,http://{SERVER}/huge")
    wire.serve(tree.root)
    g = boot(tree, wire=wire, direct="console=ttysclp0", memory="256M")
    g.wait(LOADER_STARTS)
    g.wait(rf"^eth0: http://{SERVER}/huge: kernel and initrd need \d+ KiB, this machine can load "
           r"\d+ KiB.*memory.*, next try in \d+ s$", 180, before="jumping")
    tree.config("console=ttysclp0 mended", kernel=f"http://{SERVER}/kernel",
                initrd=f"http://{SERVER}/initrd")
    assert "mended" in reached(g, rounds=2).split()
    assert least <= sent(nginx, "/huge") <= most
