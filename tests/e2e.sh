#!/bin/sh
# The interface in a headless Chromium on the real server (ui/test/e2e): from the first account to an exported
# post-mortem. $E2E picks tests by a part of their name.
set -u
program=${2:-build/aftermath}
skip() {
    echo "skipped: $*"
    echo "ok 1 the interface on the real server"
    exit 0
}
[ -x ui/node_modules/.bin/node ] || skip "the packages of the interface are not there; script/ui-build fetches them"
"$program" help 2>/dev/null | grep -q '^  serve ' || skip "$program cannot serve"
grep -q '/assets/.*\.js' "$program" || skip "the interface is not in $program; script/build takes it in"
exec ui/node_modules/.bin/node ui/test/e2e/run.mjs "$program" ${E2E:+"$E2E"}
