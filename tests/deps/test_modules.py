# SPDX-License-Identifier: MIT
"""deps/modules.sh picks modules out of whatever tree a distribution has."""

import gzip
import lzma
import subprocess

import pytest

PACKED = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: subprocess.run(["zstd", "-qc"], input=data, check=True,
                                        stdout=subprocess.PIPE).stdout,
}
# name: folder, what it exports, what it needs, its aliases
KNOWN = {
    "fail-over": ("net/core", "failover", "", ""),
    "virtio_net": ("drivers/net", "vnet", "failover", "virtio:d00000001v*"),
    "qeth": ("drivers/s390/net", "qeth", "", "ccw:t1731m01*"),
    "qeth_l2": ("drivers/s390/net", "", "qeth", ""),
}


@pytest.fixture(scope="session")
def module(tmp_path_factory):
    """module(exports, needs, alias): the bytes of one, as depmod reads it."""
    work = tmp_path_factory.mktemp("ko")
    made = {}

    def make(exports="", needs="", alias=""):
        if (exports, needs, alias) not in made:
            text = '.section .modinfo,"a"\n.asciz "license=GPL"\n'
            if alias:
                text += f'.asciz "alias={alias}"\n'
            if exports:
                text += f'.section __ksymtab_strings,"a"\n.asciz "{exports}"\n'
            if needs:
                text += f".text\n.quad {needs}\n"
            (work / "m.s").write_text(text)
            subprocess.run(["cc", "-c", "-o", work / "m.ko", work / "m.s"], check=True)
            made[exports, needs, alias] = (work / "m.ko").read_bytes()
        return made[exports, needs, alias]

    return make


@pytest.fixture
def tree(tmp_path, module):
    """tree(where, pack, known, builtin): a folder of modules."""

    def make(where="lib/modules/6.1.0-x", pack="", known=None, builtin=()):
        top = tmp_path / "kernel" / where
        for name, (folder, *parts) in (KNOWN if known is None else known).items():
            path = top / "kernel" / folder / f"{name}.ko{pack}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(PACKED[pack](module(*parts)))
        top.mkdir(parents=True, exist_ok=True)
        (top / "modules.order").write_text("")
        (top / "modules.builtin").write_text("".join(f"kernel/{name}.ko\n" for name in builtin))
        return top

    return make


@pytest.fixture
def pick(tmp_path, script):
    """pick(kernel, names...): what came of it, and the names of the modules in the image."""

    def run(kernel, *names):
        got = script("modules.sh", kernel, tmp_path / "out", tmp_path / "manifest", *names)
        out = tmp_path / "out"
        assert not (tmp_path / "out.index").exists() and not (tmp_path / "out.part").exists()
        if got.returncode:
            assert not out.exists() and not (tmp_path / "manifest").exists()
        got.names = sorted(p.name for p in out.glob("*.ko")) if out.exists() else []
        got.deps = (out / "modules.dep").read_text().splitlines() if out.exists() else []
        return got

    return run


@pytest.mark.parametrize("pack", PACKED)
@pytest.mark.parametrize("where", ["lib/modules/6.1.0-x", "usr/lib/modules/7.2+deb14-x", "lib/modules/own"])
def test_trees_of_all_distributions(tmp_path, tree, pick, module, where, pack):
    tree(where, pack)
    got = pick(tmp_path / "kernel", "virtio-net", "qeth_l2")
    assert got.returncode == 0, got.stdout
    assert got.names == ["fail-over.ko", "qeth.ko", "qeth_l2.ko", "virtio_net.ko"]
    assert sorted(got.deps) == ["fail-over.ko:", "qeth.ko:", "qeth_l2.ko: qeth.ko",
                                "virtio_net.ko: fail-over.ko"]
    for name in KNOWN:  # unpacked, as they were
        assert (tmp_path / f"out/{name}.ko").read_bytes() == module(*KNOWN[name][1:])
    aliases = (tmp_path / "out/modules.alias").read_text().splitlines()
    assert sorted(aliases) == ["alias ccw:t1731m01* qeth", "alias ccw:t1731m01* qeth_l2",
                               "alias virtio:d00000001v* virtio_net"]
    assert "file /lib/modules/qeth.ko out/qeth.ko 0644 0 0" in \
        (tmp_path / "manifest").read_text().splitlines()


def test_a_folder_of_modules_by_itself(tree, pick):
    assert pick(tree(), "virtio_net").names == ["fail-over.ko", "virtio_net.ko"]


def test_the_tree_is_left_as_it_was(tree, pick):
    top = tree(pack=".gz")
    before = sorted(top.rglob("*"))
    assert pick(top, "virtio_net").returncode == 0
    assert sorted(top.rglob("*")) == before


def test_merged_usr_is_one_tree(tmp_path, tree, pick):
    """lib is a link to usr/lib wherever it is unpacked onto a root of today."""
    tree("usr/lib/modules/6")
    (tmp_path / "kernel/lib").symlink_to("usr/lib")
    assert pick(tmp_path / "kernel", "qeth").names == ["qeth.ko"]


def test_what_is_built_in_is_there(tree, pick):
    got = pick(tree(builtin=["drivers/net/virtio-pci"]), "virtio_pci", "qeth")
    assert got.returncode == 0 and got.names == ["qeth.ko"], got.stdout


@pytest.mark.parametrize("names", [["typo", "virtio_net", "ghost"], ["virtio_net", "typo", "ghost"],
                                   ["virtio_net", "typo", "ghost", "qeth_l2"]])
def test_unknown_names_stop_the_build(tree, pick, names):
    got = pick(tree(), *names)
    assert got.returncode == 1
    assert "this kernel has none of these: typo ghost" in got.stdout


def test_a_name_with_a_question_mark_is_taken_where_there_is_one(tree, pick):
    got = pick(tree(), "qeth?", "lcs?", "virtio_net")
    assert got.returncode == 0 and "not of this kernel: lcs" in got.stdout
    assert got.names == ["fail-over.ko", "qeth.ko", "virtio_net.ko"]


@pytest.mark.parametrize("kernel", ["", "kernel"])
def test_no_module_wanted_needs_no_tree(tmp_path, pick, kernel):
    got = pick(kernel and tmp_path / kernel)
    assert got.returncode == 0 and got.names == [] and got.deps == [], got.stdout
    assert (tmp_path / "manifest").read_text().startswith("dir /lib/modules")


def test_no_tree_is_said(tmp_path, pick):
    (tmp_path / "kernel").mkdir()
    got = pick(tmp_path / "kernel", "qeth")
    assert got.returncode == 1 and "no modules there" in got.stdout and "MODULES_DIR=" in got.stdout


def test_modules_of_two_kernels(tmp_path, tree, pick):
    tree("lib/modules/5"), tree("lib/modules/6")
    got = pick(tmp_path / "kernel", "qeth")
    assert got.returncode == 1 and "several kernels: 5 6" in got.stdout


PHYS = {
    "libphy": ("drivers/net/phy", "phy_start", "", ""),
    "realtek": ("drivers/net/phy", "", "phy_start", "mdio:0000000001110011????????????????"),
    "r8169": ("drivers/net", "", "phy_start", "pci:v000010ECd00008168*"),
}


@pytest.mark.parametrize("inside", [False, True])
def test_phy_drivers_come_before_the_nics(tree, pick, inside):
    """Also where libphy is in the kernel and no NIC's dependencies name it."""
    known = {name: part for name, part in PHYS.items() if not (inside and name == "libphy")}
    got = pick(tree(pack=".xz", known=known, builtin=["drivers/net/phy/libphy"] * inside),
               "r8169", "realtek")
    assert got.returncode == 0, got.stdout
    assert [line for line in got.deps if line.startswith("r8169")][0].split()[-1] == "realtek.ko"
