#!/bin/sh
# Killed at random moments, the server has lost nothing that it acknowledged: tests/proof/crash.py says how.
. tests/lib.sh
rm -rf "$work"
trap - EXIT
exec python3 -B tests/proof/crash.py "$release"
