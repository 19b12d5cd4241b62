# SPDX-License-Identifier: MIT
"""FDT, FDTDIR and FDTOVERLAYS: fetched behind kernel and initrd, and what a missing one means."""

import pytest

from bootlab import DEFAULT, config

BOARD = ("--compatible", "acme,board-b acme,board maker,chip")
TREE = b"\xd0\x0d\xfe\xed" + bytes(range(100))
OVERLAY = b"\xd0\x0d\xfe\xed" + bytes(37)


def parts(r):
    """What would be handed over besides kernel and initrd: (part, name, offset, size)."""
    assert r.status == 0, r
    return [(f["part"], f["url"].split("/", 3)[3], f["offset"], f["bytes"])
            for f in r.report["files"][2:]]


def test_fdt(site):
    site.serve({DEFAULT: config("  fdt a.dtb\n"), "a.dtb": TREE})
    assert parts(site.boot(*BOARD)) == [("dtb", "a.dtb", 0, 104)]


def test_fdt_missing_fails_the_label(site):
    site.serve({DEFAULT: config("  fdt a.dtb\n")})
    run = site.start(*BOARD)
    run.wait_line("a.dtb", "File not found", "next try in")
    site.put({"a.dtb": TREE})
    assert parts(run.end()) == [("dtb", "a.dtb", 0, 104)]


def test_fdt_that_is_none(site):
    site.serve({DEFAULT: config("  fdt a.dtb\n"), "a.dtb": b"<html>404</html>"})
    site.start(*BOARD).wait_line("a.dtb", "no device tree", "next try in")


def test_fdt_at_the_servers_root(site):
    site.serve({"d/" + DEFAULT: config("  fdt /a.dtb\n", kernel_name="/kernel", initrd="/initrd"),
                "a.dtb": TREE}, boot=("d/pxelinux.0",))
    assert parts(site.boot(*BOARD)) == [("dtb", "/a.dtb", 0, 104)]


@pytest.mark.parametrize("name", ["maker/chip-board-b.dtb", "acme/board-b.dtb", "chip-board-b.dtb",
                                  "board.dtb"])
def test_fdtdir(site, name):
    site.serve({DEFAULT: config("  fdtdir trees\n"), f"trees/{name}": TREE})
    assert parts(site.boot(*BOARD)) == [("dtb", f"trees/{name}", 0, 104)]


def test_fdtdir_without_a_fitting_one(site):
    """U-Boot goes on with the tree it has, and so does this."""
    site.serve({DEFAULT: config("  fdtdir trees/\n")})
    r = site.boot(*BOARD)
    assert parts(r) == []
    r.only("FDTDIR trees/", "8 names", "going on")


def test_overlays(site):
    site.serve({DEFAULT: config("  fdt a.dtb\n  fdtoverlays one.dtbo gone.dtbo  bad two.dtbo\n"),
                "a.dtb": TREE, "one.dtbo": OVERLAY, "bad": b"no tree at all, but long enough",
                "two.dtbo": OVERLAY + b"x"})
    r = site.boot(*BOARD)
    assert parts(r) == [("dtb", "a.dtb", 0, 104), ("overlay", "one.dtbo", 0, 41),
                        ("overlay", "two.dtbo", 48, 42)]
    r.only("gone.dtbo", "left out")
    r.only("/bad", "no device tree", "left out")


def test_overlays_alone(site):
    site.serve({DEFAULT: config("  fdtoverlays one.dtbo\n"), "one.dtbo": OVERLAY})
    assert parts(site.boot(*BOARD)) == [("overlay", "one.dtbo", 0, 41)]


def test_too_large(site):
    site.serve({DEFAULT: config("  fdtoverlays big.dtbo\n"), "big.dtbo": TREE + bytes(2 << 20)})
    r = site.boot(*BOARD)
    assert parts(r) == []
    r.only("big.dtbo", "left out")


def test_without_a_tree_the_words_are_passed_over(site):
    site.serve({DEFAULT: config("  fdt a.dtb\n  fdtdir d\n  fdtoverlays o\n")})
    r = site.boot()
    assert parts(r) == []
    r.only("FDT", "passed over")
