#!/bin/sh
# The web interface in a headless Chromium, against a server with invented answers (ui/test/mock.mjs): every road of it.
# $UI_TESTS picks tests by a part of their name; tests/ui_pages.sh looks at every page.
set -u
cd ui || exit 1
if [ ! -x node_modules/.bin/node ] || [ ! -f dist/index.html ]; then
    echo "skipped: the interface is not built; script/ui-build does that"
    echo "ok 1 the interface in a browser"
    exit 0
fi
# shellcheck disable=SC2086 # words of a command
exec node_modules/.bin/node test/run.mjs ${UI_TESTS:---not axe-core}
