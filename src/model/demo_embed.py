#!/usr/bin/env python3
"""Writes files into a C file: demo_embed.py OUTPUT ROOT FILE... Paths are kept below ROOT; a zero stands behind each."""
import os
import sys

output, root, files = sys.argv[1], sys.argv[2], sorted(sys.argv[3:])
with open(output, "w", encoding="ascii") as out:
    out.write('#include "demo_files.h"\n\n')
    rows = []
    for number, path in enumerate(files):
        with open(path, "rb") as f:
            data = f.read()
        out.write("static const unsigned char file_%d[] = {" % number)
        for i, byte in enumerate(data):
            out.write("%s%d," % ("\n" if i % 32 == 0 else "", byte))
        out.write("0};\n\n")
        rows.append('    {"%s", (const char *)file_%d, %d},\n' % (os.path.relpath(path, root), number, len(data)))
    out.write("const struct demo_file demo_files[] = {\n%s};\n" % "".join(rows))
    out.write("const size_t demo_file_count = %d;\n" % len(rows))
