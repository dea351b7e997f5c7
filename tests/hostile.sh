#!/bin/sh
# Whoever sends nonsense, too much, too slowly, or reads nothing: tests/proof/hostile.py, against both programs.
. tests/lib.sh
rm -rf "$work"
trap - EXIT
exec python3 -B tests/proof/hostile.py "$aftermath" "$release"
