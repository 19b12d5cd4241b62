# SPDX-License-Identifier: MIT
"""`pxe ipxe`, and what else the workstation's commands do with iPXE scripts. tests/data/ipxe has scripts
of the forms that provisioning systems write, each with a case and what must come out of it."""

import json
import resource
import subprocess
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data/ipxe"
KEYS = {"end", "status", "kernel", "cmdline", "images", "menus", "requests"}


@pytest.fixture
def pxe(tool):
    def run(*args, status=0, stdin=None):
        p = subprocess.run([tool("pxe"), *map(str, args)], capture_output=True, input=stdin, timeout=60)
        assert p.returncode == status, p.stdout + p.stderr
        assert b"\x1b" not in p.stdout + p.stderr
        return p.stdout.decode(), p.stderr.decode()

    return run


@pytest.mark.parametrize("name", sorted(p.stem for p in DATA.glob("*.json")))
def test_forms(pxe, tmp_path, name):
    whole = json.loads((DATA / f"{name}.json").read_text())
    case = tmp_path / "case.json"
    case.write_text(json.dumps(whole["case"]))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out, err = pxe("ipxe", "--json", "--case", case, DATA / f"{name}.ipxe")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    got = json.loads(out)
    assert set(got) == KEYS and not err
    for key, want in whole["want"].items():
        assert got[key] == want, key
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1, "seconds of a processor"


def test_text(pxe, tmp_path):
    script = tmp_path / "s"
    script.write_bytes(b"#!ipxe\nset e:hex 1b:5b:4a\necho a ${e:string} b\nmenu M\nitem x X\n"
                       b"choose --timeout 1 s\nkernel http://h/k a b\ninitrd http://h/i /f\nboot\n")
    out, err = pxe("ipxe", script)
    assert out == ("a \\x1b[J b\nmenu: M\n  x: X\n  after 1 ms: x\n  chosen: x\nrequest: http://h/k\n"
                   "request: http://h/i\nkernel: http://h/k\ncommand line: a b\ninitrd: http://h/i\n"
                   "  arguments: /f\nend: boot\n")
    assert not err


def test_wrong(pxe, tmp_path):
    script, case = tmp_path / "s", tmp_path / "c"
    script.write_text("DEFAULT x\n")
    assert "no iPXE script" in pxe("ipxe", script, status=1)[1]
    script.write_text("#!ipxe\n")
    for text in ("", "[]", "{", '{"set": 1}', '{"net": {"%s": "x"}}' % ("n" * 300)):
        case.write_text(text)
        assert "nothing is run" in pxe("ipxe", "--case", case, script, status=1)[1]
    assert "nothing is run" in pxe("ipxe", tmp_path / "none", status=1)[1]
    pxe("ipxe", status=2)
    pxe("ipxe", "--bad", script, status=2)


SCRIPT = b"""#!ipxe
set a b
:start
echo ${a} ${nope} ${mac:bogus} ${net0/mac}
goto gone || goto start
kernel http://h/memdisk iso
imgverify k s || nonsense ; config
:start
:idle item x ${x}
echo \\
"""


def test_lint(pxe, tmp_path):
    script = tmp_path / "s.ipxe"
    script.write_bytes(SCRIPT)
    out, err = pxe("lint", script, status=1)
    want = [(4, "warning: bogus: there is no such type"), (6, "warning: http://h/memdisk: Linux cannot start"),
            (7, "warning: imgverify: signatures"), (7, "warning: nonsense: there is no such command"),
            (8, "warning: start: a second label"), (10, "error: the line: it is continued"),
            (5, "error: gone: goto to a label that is not there"), (9, "warning: idle: a label that no goto"),
            (4, "warning: nope: a setting that this script never sets")]
    lines = out.splitlines()
    assert len(lines) == len(want) and not err
    for line, (number, text) in zip(lines, want):
        assert line.startswith(f"{script}: line {number}: {text}")
    script.write_bytes("#!ipxe\nkernel k ä\n".encode())
    assert "EBCDIC" in pxe("lint", "--arch", "s390x", script, status=1)[0]
    assert pxe("lint", "--root", tmp_path, "s.ipxe") == ("", "")
    for data in sorted(DATA.glob("*.ipxe")):
        assert "error" not in pxe("lint", data)[0]


def test_show(pxe, tmp_path):
    script = tmp_path / "s.ipxe"
    script.write_bytes(SCRIPT)
    out, err = pxe("show", script)
    assert "    2 done     set a b\n" in out and "    7 refused  imgverify k s\n" in out and not err
    assert "    7 unknown  nonsense\n    7 ignored  config\n" in out
    got = json.loads(pxe("show", "--json", "--root", tmp_path, "s.ipxe")[0])
    assert got["commands"][0] == {"line": 2, "verdict": "done", "words": ["set", "a", "b"]}
