#!/usr/bin/env python3
"""Writes the schema files into a C file: embed.py OUTPUT 0001_NAME.sql..."""
import os
import sys

with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write('#include "schema.h"\n\n')
    rows = []
    for number, path in enumerate(sys.argv[2:], 1):
        name = os.path.splitext(os.path.basename(path))[0]
        if not name.startswith("%04d_" % number):
            sys.exit("%s: schema files are numbered without holes, and this is number %d" % (path, number))
        with open(path, "rb") as f:
            data = f.read()
        out.write("static const char text_%d[] = {" % number)
        for i, byte in enumerate(data):
            out.write("%s%d," % ("\n" if i % 24 == 0 else "", byte if byte < 128 else byte - 256))
        out.write("0};\n\n")
        rows.append('    {%d, "%s", text_%d},\n' % (number, name, number))
    out.write("const struct db_change db_schema[] = {\n%s};\n" % "".join(rows))
    out.write("const uint32_t db_schema_count = %d;\n" % len(rows))
