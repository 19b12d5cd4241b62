# SPDX-License-Identifier: MIT
"""Scripts that a generator writes say the same in iPXE itself and in `pxe ipxe`, and a kernel gets the
same bytes. Each script is a subroutine of one large one, so that few machines have to be started."""

import json
import os
import random
import re
import subprocess

import pytest

# A boot of iPXE takes most of a test's time, so `make check` has some of each kind, and check-ipxe-all all.
ALL = os.environ.get("PXEHOP_IPXE") == "all"
SCRIPTS, PER_BOOT = (300, 100) if ALL else (60, 60)
NAMES = ["a", "b", "c", "n:int32", "m:uint8", "k:uint16", "h:hex", "net9/x", "s:string"]
# Debian's iPXE counts with 32 bits, so only settings that are numbers are read as such; and what is not
# printable would be lost on the console.
NUMBERS, BYTES = ("n", "m", "k"), ("n", "m", "k", "h")
TYPES = ["", "", "", ":hex", ":hexraw", ":hexhyp", ":ipv4", ":uuid", ":bogus", ":base64"]
WORDS = ["x", "y1", "-1", "0", "7", "010", "0x1f", "08", "a;b", "a||b", "q#r", "\"q", "w\"", "$", "}", "{a}", "%41",
         "1.2.3.4", "61:62", "/p?q=1", "&", "|", "''", "${", "${}", "a}"]


class Writer:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.labels = 0
        self.lines = []

    def name(self, typed=True):
        name = self.r.choice(NAMES)
        return name if typed else name.split(":")[0]

    def ref(self, depth=0):
        r = self.r
        if depth < 2 and r.random() < 0.1:
            return "${%s}" % self.ref(depth + 1)
        if r.random() < 0.06:
            return r.choice(["${nope}", "${no/pe}", "${ a }", "${net9/x:hex", "$${a}", "${${b}}", "${67}"])
        name = self.name(False)
        types = TYPES + ([":int8", ":int16", ":int32", ":uint8", ":uint32"] if name in NUMBERS else [])
        return "${%s%s}" % (name, r.choice(types + ([] if name in BYTES else [":string", ":uristring"])))

    def word(self):
        r = self.r
        x = r.random()
        if x < 0.45:
            return r.choice(WORDS)
        if x < 0.85:
            return self.ref()
        return r.choice("pqr") + self.ref() + r.choice(["", "z", "$", "}"])

    def words(self, low, high):
        return (" " if self.r.random() < 0.8 else "   \t").join(self.word() for _ in range(self.r.randint(low, high)))

    def value(self, name):
        r = self.r
        kind = name.partition(":")[2]
        if kind in ("int32", "uint8", "uint16"):
            return r.choice(["1", "-3", "300", "0x7f", "010", "08", "zz", self.ref()])
        if kind == "hex":
            return r.choice(["61:62:63", "00:ff", "6", "61-62", self.ref()])
        return self.words(0, 3)

    def command(self):
        r = self.r
        x = r.random()
        if x < 0.3:
            name = self.name()
            return f"set {name} {self.value(name)}"
        if x < 0.5:
            return f"echo M {self.words(0, 4)}"
        if x < 0.62:
            return f"iseq {r.choice(['', '', '-- '])}{self.word()} {self.word()}"
        if x < 0.7:
            return f"isset {self.word()}"
        if x < 0.78:
            return f"inc {self.name(False)} {r.choice(['', '', '2', '0x10', '08'])}"
        if x < 0.82:
            return f"clear {self.name(False)}"
        if x < 0.88:
            self.labels += 1
            return f"goto l{self.labels}"
        if x < 0.9:
            return "goto nowhere"
        if x < 0.93:
            return "item a b"
        if x < 0.95:
            return r.choice(["echo -x", "iseq a", "isset", "set", "iseq -1 -1", "choose zz", "imgfree nope", "EcHo M x"])
        if x < 0.97:
            return "menu T ; item a A ; item --gap -- -- ; item b B ; choose --default %s --timeout 1 s ; echo M ${s}" % \
                r.choice(["a", "b", "zz", "${nope}"])
        return r.choice(["", "${nope}", "${a}", "nonsense"])

    def line(self):
        r = self.r
        before = self.labels
        text = self.command()
        for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
            text += f" {r.choice(['&&', '||', '||', ';'])} {self.command()}"
        if r.random() < 0.75:
            text += " ||"
        if r.random() < 0.08:
            text = r.choice(["&& ", "|| ", "  "]) + text
        if r.random() < 0.08:
            text += " # note && echo M no"
        if r.random() < 0.08:
            cut = text.find(" ", r.randint(0, len(text) - 1))
            if cut > 0:
                text = text[:cut] + r.choice(["\\\n", " \\\n  "]) + text[cut + 1:]
        self.lines.append(text)
        # Jumps go forward only, so that every script ends.
        if self.labels > before or r.random() < 0.1:
            self.lines.append("echo M jumped over ||")
        for label in range(before + 1, self.labels + 1):
            self.lines.append(f":l{label} echo M at {label} ||")

    def script(self):
        for _ in range(self.r.randint(6, 14)):
            self.line()
        self.lines.append("echo M end")
        end = self.r.choice(["\n", "\n", "\r\n"])
        return "#!ipxe\n" + end.join(self.lines) + end


def marks(lines):
    """What was said on purpose; a line of the serial console is cut at 80 columns and goes on below."""
    out, of = {}, None
    for line in lines:
        if line.startswith("BEGIN "):
            of = out.setdefault(int(line.split()[1]), [])
        elif line.startswith("M") and of is not None:
            of.append(line)
    return out


@pytest.mark.parametrize("first", range(0, SCRIPTS, PER_BOOT))
def test_says_the_same(real, pxe, tmp_path, first):
    answers = {}
    main = ["#!ipxe"]
    for i in range(first, first + PER_BOOT):
        text = Writer(i).script()
        (tmp_path / f"{i}.ipxe").write_text(text, newline="")
        answers[f"tftp://10.0.2.2/{i}.ipxe"] = {"body": text}
        for name in NAMES:
            main.append(f"clear {name.partition(':')[0]}")
        main += [f"echo BEGIN {i}", f"chain --autofree {i}.ipxe || echo M failed"]
    main += ["echo the last characters", "echo may be lost", "reboot"]
    (tmp_path / "t.ipxe").write_text("\n".join(main) + "\n")
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"uri": "tftp://10.0.2.2/t.ipxe", "answers": answers,
                                "net": {"filename": "t.ipxe", "next-server": "10.0.2.2",
                                            "netmask": "255.255.255.0"}}))
    ours = marks(subprocess.run([pxe, "ipxe", "--case", case, tmp_path / "t.ipxe"], check=True,
                                stdout=subprocess.PIPE, text=True).stdout.split("\n"))
    theirs = marks(real(tmp_path))
    assert len(theirs) == PER_BOOT
    different = [i for i in theirs if [m[:70] for m in theirs[i]] != [m[:70] for m in ours.get(i, [])]]
    for i in different[:5]:
        print((tmp_path / f"{i}.ipxe").read_text(), "iPXE:", *theirs[i], "ours:", *ours.get(i, []), sep="\n")
    assert not different, f"{len(different)} of {PER_BOOT}"


# What a kernel of its own, probe.S, prints of what it got: its command line, and its initrd in hex.
BOOTS = [
    "kernel p\ninitrd a\n",
    "initrd a\nkernel p one  two\n",
    "kernel p initrd=a initrd=zz\ninitrd a\ninitrd b\n",
    "initrd b\ninitrd a\nkernel p ${nope} x\n",
    "kernel p\ninitrd a /etc/x\n",
    "kernel p\ninitrd a /etc/x mode=0600\n",
    "kernel p\ninitrd a x mode=755\n",
    "kernel p\ninitrd a ab\ninitrd b abc\n",
    "kernel p\ninitrd b abcd\ninitrd a\n",
    "kernel p\ninitrd --name q a quiet\n",
    "kernel p\ninitrd big\ninitrd a\n",
    "kernel p\ninitrd page\ninitrd a\n",
    "kernel p\ninitrd a /x\ninitrd page /y\ninitrd b\n",
    "kernel p x\nimgargs p y z\ninitrd a\n",
    "kernel p\ninitrd a\nimgargs a /late mode=0444\n",
    "kernel p\ninitrd a\ninitrd b\nimgfree a\n",
    "initrd a\nimgfree\nkernel p\ninitrd b\n",
    "kernel p\nimgfetch a\nmodule b\n",
    "kernel nothing ||\nkernel p late\ninitrd a\ninitrd a\n",
    "kernel p old\nkernel p\ninitrd b /some/where\ninitrd a\n",
]


FILES = {"a": "AAAA-first", "b": "second file\n", "big": "B" * 5000, "page": "P" * 4096}


@pytest.fixture
def parts(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    here = __file__.rpartition("/")[0]
    subprocess.run(["as", "--32", "-o", tmp_path / "p.o", f"{here}/probe.S"], check=True)
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", tmp_path / "p.o", tmp_path / "p"], check=True)
    return tmp_path


# Order, a file of the initramfs behind another, pages, arguments that change, a kernel that is missing.
SOME = (2, 6, 12, 14, 18)


@pytest.mark.parametrize("at", range(len(BOOTS)) if ALL else SOME)
def test_kernel_gets_the_same(real, pxe, parts, at):
    (parts / "t.ipxe").write_text("#!ipxe\n" + BOOTS[at] + "boot\n")
    answers = {f"tftp://10.0.2.2/{name}": {"body": text} for name, text in FILES.items()}
    answers["tftp://10.0.2.2/nothing"] = {"status": 404}
    case = parts / "case.json"
    case.write_text(json.dumps({"uri": "tftp://10.0.2.2/t.ipxe", "answers": answers}))
    out = subprocess.run([pxe, "ipxe", "--json", "--case", case, "--initrd", parts / "out", parts / "t.ipxe"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    ours = json.loads(out)
    console = "\n".join(real(parts, "-device", "isa-debug-exit,iobase=0xf4,iosize=1", seconds=90))
    got = re.search(r"CMDLINE=\[(.*)\]\s*INITRD=([0-9a-f]*)[.]\s*END", console, re.S)
    assert got, console[-2000:]
    assert ours["end"] == "boot"
    assert ours["cmdline"] == got[1]
    assert (parts / "out").read_bytes() == bytes.fromhex(got[2])
