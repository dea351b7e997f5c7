#!/bin/sh
# The release binary carries what makes a mistake hard to exploit; a build option that is lost shows here.
. tests/lib.sh
LC_ALL=C readelf --wide --file-header --program-headers --dynamic "$release" >"$work/elf" ||
    fail "readelf cannot read $release"
LC_ALL=C readelf --wide --symbols "$release" >"$work/symbols" || fail "readelf cannot read $release"

elf_has() {
    grep -qE -- "$1" "$work/elf" || fail "no '$1' in $release"
}

symbol() {
    grep -qE -- " $1(@|$)" "$work/symbols" || fail "$release does not use $1"
}

try it can be loaded anywhere
elf_has 'Type: +DYN \(Position-Independent Executable'
elf_has 'Flags: .*PIE'

try its tables of functions are read-only once it runs
elf_has 'GNU_RELRO'
elf_has 'BIND_NOW|Flags: .*NOW'

try neither its stack nor any other part is writable and executable
elf_has 'GNU_STACK .* RW '
if grep -E '^ +[A-Z_]+ .* RWE ' "$work/elf"; then
    fail "a segment is writable and executable"
fi

try its stack frames are guarded
symbol __stack_chk_fail

try copies and prints into known sizes are checked
symbol '__(mem|str|v?s|v?f)n?[a-z]*_chk'

try indirect jumps land where they may
if [ "$(uname -m)" = x86_64 ]; then
    objdump --disassemble=main "$release" | grep -A 1 '<main>:' | grep -q endbr64 ||
        fail "$release was not built with -fcf-protection"
else
    skip "not an x86-64 machine"
fi

try no path of the machine that built it is in it
if grep -qF -- "$PWD" "$release"; then
    fail "$release names $PWD"
fi
finish
