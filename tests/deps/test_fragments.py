# SPDX-License-Identifier: MIT
"""The small kernel's fragments against the real source: configured, not compiled."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "build/deps/all/linux-source"
# What configuring reads, and what says which option makes which module: one file in twenty-five.
CONFIG_PARTS = ("*/Kconfig*", "*/Makefile*", "*/Kbuild*", "linux-source-*/scripts/*")
ARCHS = sorted(path.stem for path in (ROOT / "deps/arch").glob("*.mk"))
# Far more than it takes on a machine that has other work too.
PATIENCE = 900
ASKED = ("LINUX_ARCH", "GNU", "LINUX_CONFIG", "MODULES")
# In place of a kernel: what deps/linux.sh looks for when one is built.
NOTHING_BUILT = """
ifeq ($(need-sub-make),)
.PHONY: nothing
nothing:
	mkdir -p include/config arch/none/boot
	echo configured >include/config/kernel.release
	touch arch/none/boot/nothing System.map
endif
"""


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """A folder with deps/linux.sh and, as its source package, those parts of the real one. Of all
    targets that are built it has `nothing`."""
    top = tmp_path_factory.mktemp("fragments")
    (top / "deps").mkdir()
    shutil.copy(ROOT / "deps/linux.sh", top / "deps")
    (package,) = SOURCE.glob("usr/src/linux-source-*.tar.xz")
    subprocess.run(["tar", "-xf", package, "-C", top, "--wildcards", *CONFIG_PARTS], check=True)
    (tree,) = top.glob("linux-source-*")
    with (tree / "Makefile").open("a", encoding="ascii") as makefile:
        makefile.write(NOTHING_BUILT)
    (top / "package/usr/src").mkdir(parents=True)
    shutil.copy(SOURCE / ".package", top / "package")
    # By this name, but packed by nothing: it is read once for each machine.
    subprocess.run(["tar", "-C", top, "-cf", top / "package/usr/src" / package.name, tree.name],
                   check=True)
    return top, tree


@pytest.fixture
def machine(request):
    """What the Makefile says of one: a value for each name of ASKED."""
    values = "".join(f"$(info {name}=$({name}))" for name in ASKED)
    # A make that runs the suite may have been told of another machine, or of other modules.
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("MAKE") and name not in ASKED}
    said = subprocess.run(["make", "-s", f"ARCH={request.param}", "KERNEL=small", "--eval",
                           f"asked:;@:{values}", "asked"], cwd=ROOT, env=env, text=True,
                          check=True, stdout=subprocess.PIPE, timeout=PATIENCE).stdout
    return {name: re.search(f"^{name}=(.*)$", said, re.M)[1].split() for name in ASKED}


def makers(tree):
    """The options that make each module of the source."""
    made = {}
    for file in (*tree.rglob("Makefile"), *tree.rglob("Kbuild")):
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        for option, objects in re.findall(r"^obj-\$\((CONFIG_\w+)\)\s*[:+]?=(.*)", text, re.M):
            for name in re.findall(r"([\w-]+)\.o\b", objects):
                made.setdefault(name.replace("-", "_"), set()).add(option)
    return made


@pytest.mark.parametrize("fragment", sorted((ROOT / "deps/linux").glob("*.config")),
                         ids=lambda path: path.stem)
def test_what_a_fragment_has_optimized_for_speed_is_in_the_source(fragment, source):
    lines = re.findall(r"^-O2 (.*)$", fragment.read_text(encoding="ascii"), re.M)
    objects = set()
    for file in source[1].rglob("Makefile"):
        objects.update(re.findall(r"([\w-]+)\.o\b", file.read_text(encoding="utf-8")))
    assert not set(" ".join(lines).split()) - objects


@pytest.mark.parametrize("machine", ARCHS, indirect=True)
def test_what_a_fragment_names_is_in_the_configuration(machine, source, tmp_path):
    top, tree = source
    kernel = tmp_path / "kernel"
    got = subprocess.run([top / "deps/linux.sh", top / "package", *machine["LINUX_ARCH"],
                          *machine["GNU"], kernel, "nothing", "--", *machine["LINUX_CONFIG"]],
                         cwd=ROOT, text=True, check=False, timeout=PATIENCE, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    assert got.returncode == 0, got.stdout
    config = (kernel / "boot/config-configured").read_text(encoding="ascii")
    on = set(re.findall(r"^(CONFIG_\w+)=[ym]$", config, re.M))
    assert "CONFIG_KEXEC" in on

    made = makers(tree)
    wanted = [name.replace("-", "_") for name in machine["MODULES"] if not name.endswith("?")]
    missing = [name for name in wanted if not made.get(name, set()) & on]
    assert not missing, "the image's list names modules that this kernel does not get"
