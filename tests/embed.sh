#!/bin/sh
# How the built interface gets into the program (src/web/embed.py).
. tests/lib.sh
mkdir -p "$work/dist/assets"
printf '<!doctype html><title>x</title>' >"$work/dist/index.html"
head -c 20000 /dev/zero | tr '\0' 'a' >"$work/dist/assets/app-Bx_3f9-2.js"
head -c 3000 /dev/urandom >"$work/dist/assets/inter-Dx4kXJAl.woff2"
printf '{}' >"$work/dist/assets/app-Bx_3f9-2.js.map"
printf 'x' >"$work/dist/notes.unknown"
printf '{"X":{}}' >"$work/schemas.json"

embed() {
    python3 src/web/embed.py "$work/table.c" "$work/bytes.S" "$work/schemas.json" "$1" "$work/packed" >"$work/out" \
        2>"$work/err" || fail "embed.py fails"
}
has() {
    grep -qF -- "$1" "$work/table.c" || fail "the table lacks '$1'"
}

try every file of a known kind has its row, and others are named
embed "$work/dist"
has '"/index.html", "text/html; charset=utf-8"'
has '"/assets/app-Bx_3f9-2.js", "text/javascript; charset=utf-8"'
has '"/assets/inter-Dx4kXJAl.woff2", "font/woff2"'
grep -q 'notes\|\.map' "$work/table.c" && fail "a file is in that should not be"
stderr_has 'notes.unknown is left out'
has 'asset_count = 3;'

try what packs well is packed, what does not is left as it is
grep 'app-Bx' "$work/table.c" | grep -q '\.gzip = ' || fail "the script is not packed"
grep 'woff2"' "$work/table.c" | grep -q '\.gzip = ' && fail "a font is packed again"
[ "$(cat "$work/packed"/*.gz | gzip -dc | wc -c)" = 20000 ] || fail "the packed script is another"

try only names that change with their content are kept for ever
grep 'app-Bx' "$work/table.c" | grep -q ', true, ' || fail "the script's name is hashed"
grep 'index.html' "$work/table.c" | grep -q ', false, ' || fail "index.html keeps its name"

try nothing is written again when nothing has changed
touch -d '2001-01-01' "$work/table.c" "$work/bytes.S"
embed "$work/dist"
[ "$(stat -c %Y "$work/table.c" "$work/bytes.S" | sort -u | wc -l)" = 1 ] || fail "a file was written"
find "$work/table.c" -newermt 2002-01-01 | grep -q . && fail "the table was written"
printf 'changed' >"$work/dist/index.html"
embed "$work/dist"
find "$work/bytes.S" -newermt 2002-01-01 | grep -q . || fail "a change is not seen"

try without an interface the table is empty and the schemas are there
embed "$work/none"
has 'asset_count = 0;'
embed -
has 'asset_count = 0;'
cc -c -o "$work/bytes.o" "$work/bytes.S" || fail "it does not assemble"
strings "$work/bytes.o" | grep -qF '{"X":{}}' || fail "the schemas are not in"
finish
