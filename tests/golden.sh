#!/bin/sh
# Runs the arguments in each tests/**/X.cmd and compares standard output with X.want. script/want writes them anew.
. tests/lib.sh
find tests -name '*.cmd' | LC_ALL=C sort >"$work/cmds"
while read -r cmd; do
    try "${cmd%.cmd} is as wanted"
    # The arguments are shell words.
    eval "run $(cat "$cmd")"
    if ! diff -u "${cmd%.cmd}.want" "$work/out" >"$work/diff"; then
        head -n 60 "$work/diff"
        : >"$work/out"
        fail "$cmd gives something else"
    fi
done <"$work/cmds"

try the picture in the documentation is the demo\'s
run timeline --format svg demo/checkout-outage
status 0
cmp -s "$work/out" docs/checkout-outage.svg || fail "docs/checkout-outage.svg is not what the demo gives; script/want writes it"
finish
