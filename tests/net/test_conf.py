# SPDX-License-Identifier: MIT
"""`pxe names`, `pxe show` and `pxe lint` as administrators run them. The expected readings in
tests/data/conf were written by hand from PXELINUX's rules; a key that is missing there means null
or an empty list, and its warnings are line numbers."""

import json
import re
import subprocess
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data/conf"
LABEL = {"name": None, "menu_label": None, "kernel": None, "initrds": [], "append": None,
         "ipappend": None, "fdt": None, "fdtdir": None, "fdtoverlays": [], "localboot": None}
WHOLE = {"labels": [], "default": None, "timeout_ds": None, "prompt": None, "ontimeout": None,
         "onerror": None, "includes": [], "warnings": []}


@pytest.fixture
def pxe(tool):
    def run(*args, status=0, cwd=None):
        p = subprocess.run([tool("pxe"), *map(str, args)], capture_output=True, cwd=cwd, timeout=60)
        assert p.returncode == status, p.stdout + p.stderr
        assert b"\x1b" not in p.stdout + p.stderr
        return p.stdout.decode(), p.stderr.decode()

    return run


@pytest.fixture
def tree(tmp_path):
    """tree({name: text}) writes files under tmp_path/root and returns it."""

    def make(files):
        root = tmp_path / "root"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


@pytest.mark.parametrize("name", sorted(p.stem for p in DATA.glob("*.json")))
def test_golden(pxe, name):
    want = {**WHOLE, **json.loads((DATA / f"{name}.json").read_text())}
    want["labels"] = [{**LABEL, **label} for label in want["labels"]]
    config = next(p for p in DATA.glob(f"{name}.*") if p.suffix != ".json")
    out, err = pxe("show", "--json", "--no-includes", config)
    got = json.loads(out)
    assert not err
    for note in got["warnings"]:
        assert note["file"] == str(config) and note["text"]
    got["warnings"] = [note["line"] for note in got["warnings"]]
    assert got == want
    assert list(got) == list(WHOLE) and all(list(x)[:len(LABEL)] == list(LABEL) for x in got["labels"])


def test_show_for_people(pxe):
    out, _ = pxe("show", DATA / "scopes.cfg", "--no-includes")
    assert out.startswith("starts: Two with extra  words, at once\n")
    assert "label three (hidden)\n" in out and "line 18: warning: FROBNICATE: unknown" in out


def test_show_follows_includes_under_the_prefix(pxe, tree):
    root = tree({"dir/pxelinux.cfg/default": "include one\ninclude /two\ninclude ::three\n"
                                             "include ../dir/one\ninclude http://h/x\n",
                 "dir/one": "label one\n", "two": "label two\n", "three": "label three\n"})
    for args, cwd in ((("--root", root, "dir/pxelinux.cfg/default"), None),
                      (("--root", ".", "/dir/pxelinux.cfg/default"), root)):
        out, _ = pxe("show", "--json", *args, cwd=cwd)
        got = json.loads(out)
        assert [x["name"] for x in got["labels"]] == ["one", "two", "three"]
        assert got["includes"] == ["one", "/two", "::three", "../dir/one", "http://h/x"]
        assert [w["line"] for w in got["warnings"]] == [4, 5]
    out, _ = pxe("show", "--json", root / "dir/pxelinux.cfg/default")
    assert [x["name"] for x in json.loads(out)["labels"]] == ["one"]


def test_show_fails_in_one_line(pxe, tree):
    root = tree({"big": b"#" * (1 << 20) + b"\n", "esc\x1b[2J": "", "dir/x": ""})
    for name, part in (("none", "No such file"), ("big", "more than 1 MiB"), ("dir", "directory")):
        out, err = pxe("show", "--root", root, name, status=1)
        assert not out and err.count("\n") == 1 and part in err
        assert err.startswith(f"pxe: {name}: ") and err.endswith(", nothing is shown\n")
    _, err = pxe("show", root / "none\x1b[2J", status=1)
    assert "\\x1b" in err


def test_show_fetches_urls(pxe, tool, lab):
    client, server = lab.pair()
    root = lab.tree({"d/pxelinux.cfg/default": b"include more\ninclude /top\ninclude gone\n",
                     "d/more": b"label more\n", "top": b"label top\n"})
    lab.dnsmasq(server, tftp_root=root)
    p = client.run(tool("pxe"), "show", "--json", "tftp://10.9.0.1/d/pxelinux.cfg/default",
                   timeout=90)
    assert p.returncode == 0, p.stderr
    got = json.loads(p.stdout)
    assert [x["name"] for x in got["labels"]] == ["more", "top"]
    assert [w["line"] for w in got["warnings"]] == [3]
    p = client.run(tool("pxe"), "show", "tftp://10.9.0.1/none", timeout=90)
    assert p.returncode == 1 and "none" in p.stderr


def test_lint(pxe, tree):
    root = tree({"pxelinux.cfg/default": "default none\nlabel a\nkernel k\ninitrd i\nfoo\n"
                                         "label b\ncom32 hdt.c32\nlabel c\nkernel http://h/k\n",
                 "k": "", "ok": "default a\nlabel a\nkernel k\n"})
    out, _ = pxe("lint", "--root", root, "pxelinux.cfg/default", status=1)
    assert "default: line 5: warning: foo: unknown word" in out
    assert "default: line 2: error: i: no such file in the tree" in out
    assert "default: line 7: error: hdt.c32: a syslinux module" in out
    assert "default: line 1: warning: none: DEFAULT names no label" in out
    assert out.count("\n") == 4
    out, _ = pxe("lint", "--root", root, "ok")
    assert out == ""
    out, err = pxe("lint", "--root", root, "ok", "missing", status=1)
    assert out == "" and err == "pxe: missing: No such file or directory, not checked\n"


def test_names(pxe):
    out, _ = pxe("names", "--bootfile", "s390/pxelinux.0", "--mac", "52:54:00:ab:cd:ef",
                 "--ip", "10.0.2.15", "--uuid", "b8945d50-8119-411d-b880-58fb8ccd072a")
    assert out.split("\n") == [
        *("s390/pxelinux.cfg/" + x for x in (
            "b8945d50-8119-411d-b880-58fb8ccd072a", "01-52-54-00-ab-cd-ef", "0A00020F", "0A00020",
            "0A0002", "0A000", "0A00", "0A0", "0A", "0", "default")), ""]
    out, _ = pxe("names", "--prefix", "p/", "--conffile", "tftp://h/c", "--mac", "525400abcdef")
    assert out.split() == ["tftp://h/c", "p/pxelinux.cfg/01-52-54-00-ab-cd-ef",
                           "p/pxelinux.cfg/default", "p/01-52-54-00-ab-cd-ef", "p/default"]


@pytest.mark.parametrize("args", [
    ["names"], ["names", "--mac", "1:2"], ["names", "--mac", "00" * 6, "extra"],
    ["names", "--ip", "1.2.3", "--mac", "00" * 6], ["names", "--bogus"], ["show"],
    ["show", "a", "b"], ["lint"], ["lint", "--bogus"], ["bogus"], []])
def test_wrong_usage(pxe, args):
    out, err = pxe(*args, status=2)
    assert not out and "usage: pxe" in err


@pytest.mark.parametrize("args", [["--help"], ["names", "--help"], ["show", "--help"],
                                  ["lint", "--help"]])
def test_help(pxe, args):
    out, err = pxe(*args)
    assert "usage: pxe" in out and not err


def words(path):
    """The keywords of the parser, its table and its list of quiet ones: {word: use}."""
    text = (DATA.parents[2] / path).read_text()
    found = dict.fromkeys(re.findall(r'\{"([a-z0-9-]+)", W_', text), "USED")
    for strings in re.findall(r'\.quiet =((?:\s*"[^"]*")+)', text):
        found |= dict.fromkeys("".join(re.findall('"([^"]*)"', strings)).split(), "QUIET")
    return found


def test_manual_has_every_word():
    page = (DATA.parents[2] / "docs/pxehop.cfg.5").read_text()
    used, quiet, modules, names = (page.index(s) for s in (
        ".SS Words", ".SS Accepted in silence", ".SS Modules", ".SS Names"))
    part = {"USED": page[used:quiet], "QUIET": page[quiet:modules], "MODULE": page[modules:names]}
    found = {"pxe/conf_words.c": words("pxe/conf_words.c"),
             "pxe/conf_menu.c": words("pxe/conf_menu.c")}
    modules = re.findall(r'\{"([a-z0-9]+)", MODULE_',
                         (DATA.parents[2] / "pxe/plan_module.c").read_text())
    found["pxe/plan_module.c"] = dict.fromkeys((f"{m}.c32" for m in modules), "MODULE")
    for table in found:
        assert len(found[table]) > 13
        for word, use in found[table].items():
            form = word if use == "MODULE" else word.upper()
            assert re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", part[use]), (word, use)


def test_show_as_one_configuration(pxe, tree):
    root = tree({"pxelinux.cfg/default": "# a comment\ninclude more\ndefault b x\n",
                 "more": "append global\nlabel a\nkernel k\nlabel b\nfrob\nlinux l\nappend -\n"})
    out, _ = pxe("show", "--config", "--root", root, "pxelinux.cfg/default")
    assert out == ("# printed by pxehop\nDEFAULT b x\nAPPEND global\nLABEL a\n  KERNEL k\n"
                   "LABEL b\n  LINUX l\n  APPEND -\n")
    (root / "again").write_text(out)
    assert pxe("show", "--config", root / "again")[0] == out
