#!/usr/bin/env python3
"""Puts the schemas and the built interface into the program: embed.py TABLE.c BYTES.S SCHEMAS DIST|- FOLDER

BYTES.S takes the files in as they are (.incbin); TABLE.c says what each is. Of each file of the interface there are up to
three variants: plain, gzip and brotli (when the program brotli is there), made in FOLDER and kept from build to build.
Without DIST the table is empty. What has not changed is not written again, so that nothing is compiled for it.
"""
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
PACKED_ALREADY = {".ico", ".png", ".webp", ".woff2"}
HASHED = re.compile(r"[-.][0-9A-Za-z_-]{8,}\.[a-z0-9]+$")  # app-BxK3f9_2.js
PADDING_BYTES = 64  # json.h wants so much readable behind a text


def write(path, data):
    try:
        with open(path, "rb") as f:
            if f.read() == data:
                return
    except FileNotFoundError:
        pass
    with open(path, "wb") as f:
        f.write(data)


def packed(folder, name, data, suffix, pack):
    """The packed variant's file, or None when it would not be smaller by a tenth."""
    path = os.path.join(folder, hashlib.sha256(data).hexdigest()[:20] + suffix)
    if not os.path.exists(path):
        small = pack(data)
        with open(path + ".new", "wb") as f:
            f.write(small)
        os.rename(path + ".new", path)
    return path if os.path.getsize(path) < len(data) * 0.9 else None


def brotli(data):
    return subprocess.run(["brotli", "-q", "11", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def files_of(dist):
    for folder, folders, names in os.walk(dist):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            yield "/" + os.path.relpath(path, dist).replace(os.sep, "/"), path


table_path, bytes_path, schemas, dist, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
bytes_text = ["    .section .rodata\n"]
rows = []


def embed(symbol, path, note=""):
    bytes_text.append("    .balign 16\n    .globl %s\n    .globl %s_end\n%s: /* %s */\n    .incbin \"%s\"\n%s_end:\n    .zero %d\n"
                      % (symbol, symbol, symbol, note, path, symbol, PADDING_BYTES))


with open(schemas, "rb") as f:
    embed("embedded_schemas_json", schemas, hashlib.sha256(f.read()).hexdigest()[:20])
externs = []
if dist != "-" and os.path.isfile(os.path.join(dist, "index.html")):
    kept = set()
    for number, (name, path) in enumerate(sorted(files_of(dist))):
        suffix = os.path.splitext(name)[1]
        if suffix == ".map" or suffix not in TYPES:
            if suffix != ".map":
                print("embed.py: %s is left out: no media type is known for it" % name, file=sys.stderr)
            continue
        with open(path, "rb") as f:
            data = f.read()
        digest = hashlib.sha256(data).hexdigest()[:20]
        plain = os.path.join(folder, digest + ".plain")  # a copy: the folder may be built anew while we compile
        write(plain, data)
        variants = [("plain", plain)]
        if suffix not in PACKED_ALREADY and len(data) > 512:
            variants.append(("gzip", packed(folder, name, data, ".gz", lambda d: gzip.compress(d, 9, mtime=0))))
            if shutil.which("brotli"):
                variants.append(("brotli", packed(folder, name, data, ".br", brotli)))
        fields = []
        for kind, variant in variants:
            if not variant:
                continue
            kept.add(os.path.basename(variant))
            symbol = "embedded_asset_%d_%s" % (number, kind)
            embed(symbol, variant, digest)
            externs.append("extern const char %s[];\n" % symbol)
            fields.append(".%s = {%s, %d}" % (kind, symbol, os.path.getsize(variant)))
        rows.append('    {"%s", "%s", "%s", %s, %s},\n' % (name, TYPES[suffix], digest,
                    "true" if HASHED.search(name) and name != "/index.html" else "false", ", ".join(fields)))
    for old in os.listdir(folder):
        if old not in kept:
            os.remove(os.path.join(folder, old))
bytes_text.append('    .section .note.GNU-stack,"",@progbits\n')
table = '#include "assets.h"\n\n' + "".join(externs)
# A row that ends the table, since C has no empty arrays.
table += "\nconst struct asset assets[] = {\n%s    {0},\n};\nconst size_t asset_count = %d;\n" % ("".join(rows), len(rows))
write(bytes_path, "".join(bytes_text).encode())
write(table_path, table.encode())
