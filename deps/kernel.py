#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Take a kernel for the loader: found, unpacked where a firmware could not, and known to have kexec.

usage: deps/kernel.py KERNEL MODULES-DIR OUT
KERNEL is an unpacked kernel package, or a file; MODULES-DIR may be empty. A kernel without kexec stops the
build: on it the loader could boot nothing. Its configuration says so, which lies beside it, with its
modules or in the image; where there is none, the image's own words do.
"""

import bz2
import lzma
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

MAGIC = {
    b"\x1f\x8b\x08": "gzip", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd",
    b"\x02\x21\x4c\x18": "lz4", b"\x04\x22\x4d\x18": "lz4", b"\x5d\0\0\x80\0": "lzma",
    b"\x5d\0\0\0\x04": "lzma", b"BZh": "bzip2", b"\x89LZO\0": "lzo",
}
ANY_MAGIC = re.compile(b"|".join(re.escape(m) for m in MAGIC))
# What unpacks to less is no kernel.
KERNEL_MIN = 1 << 20
# The sysctl that forbids kexec is in every kernel that has it.
KEXEC_WORD = b"kexec_load_disabled"


class Unusable(Exception):
    """Why no image can be made of this kernel."""


def method(data):
    found = ANY_MAGIC.match(data)
    return MAGIC[found[0]] if found else None


def unpack(data):
    """What @data begins with, unpacked as far as it goes; whatever lies behind it is left alone."""
    kind = method(data)
    try:
        if kind == "gzip":
            return zlib.decompressobj(31).decompress(data)
        if kind in ("xz", "lzma"):
            return lzma.LZMADecompressor().decompress(data)
        if kind == "bzip2":
            return bz2.BZ2Decompressor().decompress(data)
        if kind:
            tool = {"zstd": ["zstd", "-dcq"], "lz4": ["lz4", "-dcq"], "lzo": ["lzop", "-dcq"]}[kind]
            return subprocess.run(tool, input=data, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False).stdout
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        pass
    return b""


def startable(name, data):
    """What U-Boot and UEFI's stub cannot start is unpacked: arm64's kernel in gzip (Ubuntu), and the one
    that unpacks itself under UEFI alone (Fedora's "zboot")."""
    packed = data
    if data[:2] == b"MZ" and data[4:8] == b"zimg":
        at, size = (int.from_bytes(data[n:n + 4], "little") for n in (8, 12))
        packed = data[at:at + size]
    elif not method(data):
        return data
    plain = unpack(packed)
    if len(plain) < KERNEL_MIN:
        raise Unusable(f"{name}: packed by {method(packed) or 'nothing known'}, and does not unpack")
    return plain


def parts(data):
    """The image, and whatever in it unpacks to something of a kernel's size."""
    yield data
    for found in ANY_MAGIC.finditer(data):
        plain = unpack(data[found.start():])
        if len(plain) >= KERNEL_MIN:
            yield plain


def has_kexec(data, config):
    """True, False, or None where nothing tells."""
    if config is not None:
        return re.search(r"^CONFIG_KEXEC(_FILE)?=y$", config, re.M) is not None
    seen = False
    for part in parts(data):
        at = part.find(b"IKCFG_ST")  # CONFIG_IKCONFIG: the configuration in gzip
        if at >= 0:
            own = unpack(part[at + 8:])
            if own:
                return has_kexec(data, own.decode("latin-1"))
        if KEXEC_WORD in part:
            return True
        seen = seen or b"Linux version " in part
    return False if seen else None


def only(paths, what):
    paths = sorted(set(paths))
    if len(paths) > 1:
        raise Unusable(f"{what}: several: {', '.join(map(str, paths))}")
    return paths[0] if paths else None


def find(kernel):
    """The file. Debian has it in boot/; from 7.x on, and Fedora as well, with the modules."""
    if not kernel.is_dir():
        if not kernel.is_file():
            raise Unusable(f"{kernel}: no such file")
        return kernel
    for place in ("boot/vmlinu[xz]-*", "lib/modules/*/vmlinuz", "usr/lib/modules/*/vmlinuz", "vmlinuz"):
        found = only(kernel.glob(place), kernel)
        if found:
            return found
    raise Unusable(f"{kernel}: no kernel in it")


def config_of(file, modules):
    """The configuration of a kernel, or None."""
    release = file.name.partition("-")[2]
    places = [file.with_name(f"config-{release}")] * bool(release) + [file.with_name("config")]
    root = file.parent.parent
    if file.parent.name == "boot" and release:
        places += [root / f"{lib}/modules/{release}/config" for lib in ("lib", "usr/lib")]
    if modules:
        places += [modules / "config", modules / "build/.config"]
    for place in places:
        if place.is_file():
            return place.read_text(encoding="latin-1")
    return None


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: kernel.py KERNEL MODULES-DIR OUT")
    kernel, modules, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    file = find(kernel)
    data = startable(file, file.read_bytes())
    kexec = has_kexec(data, config_of(file, Path(modules) if modules else None))
    if kexec is False:
        raise Unusable(f"{file}: built without kexec (neither CONFIG_KEXEC nor CONFIG_KEXEC_FILE): on it "
                       "the loader could boot nothing; KERNEL=small builds one that has it, and so has "
                       "Debian 12's (docs/kernels.md)")
    if kexec is None:
        print(f"kernel: {file}: nothing tells whether it has kexec, going on", file=sys.stderr)
    part = out.with_name(out.name + ".part")
    part.write_bytes(data)
    os.replace(part, out)


if __name__ == "__main__":
    try:
        main()
    except (Unusable, OSError) as e:
        sys.exit(f"kernel: {e}")
