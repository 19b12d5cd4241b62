# SPDX-License-Identifier: MIT
"""`pxe ipxe`, and what else the workstation's commands do with iPXE scripts. tests/data/ipxe has scripts
of the forms that provisioning systems write, each with a case and what must come out of it."""

import json
import subprocess
import time
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
    begun = time.monotonic()
    out, err = pxe("ipxe", "--json", "--case", case, DATA / f"{name}.ipxe")
    took = time.monotonic() - begun
    got = json.loads(out)
    assert set(got) == KEYS and not err
    for key, want in whole["want"].items():
        assert got[key] == want, key
    assert took < 2


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
