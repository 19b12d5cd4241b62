#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Switch on in an mbedTLS source what a list names, and all else off, by the source's own
scripts/config.py. A symbol that this version does not have is an error.

usage: mbedtls_configure.py SOURCE LIST
"""
import glob
import os
import re
import sys

source, wanted = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(source, "scripts"))
import config  # noqa: E402  pylint: disable=import-error,wrong-import-position

# mbedtls_config.h from 3.0 on.
header = min(glob.glob(os.path.join(source, "include/mbedtls/*config.h")),
             key=lambda path: ("mbedtls_config.h" not in path, not path.endswith("/config.h")))
settings = getattr(config, "MbedTLSConfig", None) or config.ConfigFile
conf = settings(header)
for name in list(conf.settings):
    conf.unset(name)
with open(wanted, encoding="ascii") as lines:
    for line in lines:
        word = re.fullmatch(r"(\w+)(?:\s+(\d+))?(?:\s+where (\w+))?\s*", line.split("#")[0])
        if not word:
            if line.split("#")[0].strip():
                sys.exit(f"mbedtls: {wanted}: {line.rstrip()}: not a symbol")
            continue
        name, value, where = word.groups()
        if where and where not in conf.settings:
            continue
        if name not in conf.settings:
            sys.exit(f"mbedtls: {name}: {header} has no such symbol")
        conf.set(name, value)
conf.write()
