# SPDX-License-Identifier: MIT
"""What `make image` leaves for machines without TFTP of their own: a .ins list and its files, loaded by
firmware and by QEMU itself. Both come as far as our first process, and to the same command line."""
import pytest
from guest import LOADER_STARTS, user_net

PARTS = ("ins", "img", "rd", "addrsize", "prm")
NOISE = r"pxehop\.noise=1: unknown name, ignored"


@pytest.fixture
def parts(tree, built):
    """The set of the image, with a command line that shows on the console."""
    for part in PARTS:
        tree.link(f"pxehop.{part}", built(f"pxehop.{part}"))
    tree.put("pxehop.prm", "pxehop.noise=1 console=ttysclp0".ljust(80))
    return tree


def test_firmware_reads_the_list(parts, boot):
    g = boot(parts, net=user_net(parts, bootfile="pxehop.ins"))
    g.wait(r"pxehop\.ins", 60)
    g.wait(LOADER_STARTS, 90)
    g.wait(NOISE, 30)


def test_qemu_loads_the_parts(parts, boot):
    g = boot(extra=["-kernel", parts.root / "pxehop.img", "-initrd", parts.root / "pxehop.rd",
                    "-append", (parts.root / "pxehop.prm").read_text().strip()])
    g.wait(LOADER_STARTS, 90)
    g.wait(NOISE, 30)
