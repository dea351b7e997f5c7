#!/bin/sh
# A disk that fills up: tests/proof/full.py, on a small file system of its own.
. tests/lib.sh
# Root in a name space of one's own is enough to mount a tmpfs; where that is not allowed, being root is.
for how in -Urm -m; do
    if unshare "$how" mount -t tmpfs -o size=1m none "$work" 2>/dev/null; then
        mkdir "$work/small"
        unshare "$how" sh -c 'mount -t tmpfs -o size=24m none "$2" && exec python3 -B tests/proof/full.py "$1" "$2"' \
            sh "$release" "$work/small"
        exit $?
    fi
done
try a full disk loses nothing
skip "no file system can be mounted here: neither root nor user name spaces"
finish
