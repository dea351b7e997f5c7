#!/usr/bin/env python3
"""Writes the built-in templates into a C file: embed.py OUTPUT TEMPLATE.md..."""
import os
import sys

with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write('#include "template.h"\n\n')
    rows = []
    for path in sys.argv[2:]:
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, "rb") as f:
            data = f.read()
        out.write("static const char text_%s[] = {" % name)
        for i, byte in enumerate(data):
            out.write("%s%d," % ("\n" if i % 24 == 0 else "", byte if byte < 128 else byte - 256))
        out.write("0};\n\n")
        rows.append('    {"%s", text_%s, %d},\n' % (name, name, len(data)))
    out.write("const struct builtin_template builtin_templates[] = {\n%s    {0},\n};\n" % "".join(rows))
