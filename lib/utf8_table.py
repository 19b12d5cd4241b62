#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes lib/utf8_table.c: how many columns of a terminal a character takes, from the facts of Unicode
that Python carries (General_Category, East_Asian_Width). Run: lib/utf8_table.py >lib/utf8_table.c"""

import sys
import unicodedata

# Format characters that belong to the spelling of words and order nothing: ZWNJ and ZWJ.
JOINERS = (0x200C, 0x200D)
# Arabic and other number signs are format characters by category, and are seen all the same.
SEEN = (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD)
# Vowels and final consonants of Hangul, which fall into the syllable that the leading one opened.
HANGUL = (*range(0x1160, 0x1200), *range(0xD7B0, 0xD800))
# Where characters to come will be wide (head of EastAsianWidth.txt). Python gives all others that are
# not assigned a width of their own making.
WIDE_TO_COME = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00),
                range(0x20000, 0x2FFFE), range(0x30000, 0x3FFFE))


def columns(code):
    """-1: not for a terminal."""
    category = unicodedata.category(chr(code))
    if code in JOINERS or code in HANGUL or category in ("Mn", "Me"):
        return 0
    if code in SEEN:
        return 1
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return -1
    if category == "Cn":
        return 2 if any(code in r for r in WIDE_TO_COME) else 1
    return 2 if unicodedata.east_asian_width(chr(code)) in "WF" else 1


def ranges():
    """(first, last, columns) of all that do not take one column."""
    first, before = 0, columns(0)
    for code in range(1, 0x110001):
        now = columns(code) if code < 0x110000 else None
        if now != before:
            if before != 1:
                yield first, code - 1, before
            first, before = code, now


def main():
    rows = [f"{{0x{a:04x}, 0x{b:04x}, {c}}}," for a, b, c in ranges()]
    lines, line = [], ""
    for row in rows:
        if len(line) + len(row) > 88:
            lines.append(line)
            line = ""
        line += " " + row if line else row
    lines.append(line)
    print("/* SPDX-License-Identifier: MIT\n"
          f" * Written by lib/utf8_table.py from Unicode {unicodedata.unidata_version}. */\n"
          '#include "lib/utf8.h"\n\n'
          "/* clang-format off */\n"
          "const struct utf8_range utf8_table[] = {")
    print("\n".join("\t" + text for text in lines))
    print("};\n/* clang-format on */\n\n"
          "const unsigned utf8_table_len = sizeof utf8_table / sizeof *utf8_table;")


if __name__ == "__main__":
    sys.exit(main())
