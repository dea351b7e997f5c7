#!/bin/sh
# The web interface in a headless Chromium, against a server with invented answers (ui/test/mock.mjs). $UI_TESTS says which of
# the files in ui/test/, as an expression; the other tests/ui_*.sh take theirs, each short enough for script/test.
set -u
cd ui || exit 1
if [ ! -x node_modules/.bin/node ] || [ ! -f dist/index.html ]; then
    echo "skipped: the interface is not built; script/ui-build does that"
    echo "ok 1 the interface in a browser"
    exit 0
fi
exec node_modules/.bin/node test/run.mjs --files "${UI_TESTS:-^(access|lists|new-incident|shell|settings)}"
