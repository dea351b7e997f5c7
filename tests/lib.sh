# shellcheck shell=sh
# Sourced by the end-to-end scripts beside it. Each is started by script/test in the root of the checkout with two
# programs: the sanitized one and the release. It reads like a story and ends with `finish`:
#
#     . tests/lib.sh
#     try the version is one line
#     run version
#     status 0
#     stdout 'aftermath 0.1.0'
#     finish
#
# Everything between two `try` is one test. A check that fails says what it saw and ends the script.
set -u
aftermath=${1:-build/test/src/cli/aftermath}
# shellcheck disable=SC2034 # for the scripts that source this
release=${2:-build/aftermath}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
trying=

ended() {
    [ -z "$trying" ] && return
    number=$((number + 1))
    echo "ok $number $trying"
}

# try WORDS...: a test begins, and the one before it has passed.
try() {
    ended
    trying=$*
}

finish() {
    ended
    trying=
    exit 0
}

# skip WHY: the test that began is not done.
skip() {
    echo "skipped: $*"
}

fail() {
    echo "failed: $trying: $*"
    for f in out err; do
        if [ -s "$work/$f" ]; then
            echo "standard $f was:"
            head -c 2000 "$work/$f"
        fi
    done
    exit 1
}

# run ARG...: runs the program; its streams and exit status are kept for the checks.
run() {
    "$aftermath" "$@" >"$work/out" 2>"$work/err" </dev/null
    code=$?
}

status() {
    [ "$code" = "$1" ] || fail "exit status is $code, not $1"
}

# stdout TEXT: that is all of it. stderr the same; '' is nothing.
stdout() {
    [ "$(cat "$work/out")" = "$1" ] || fail "standard output is not '$1'"
}

stderr() {
    [ "$(cat "$work/err")" = "$1" ] || fail "standard error is not '$1'"
}

# stdout_has TEXT, stderr_has TEXT: it is in there.
stdout_has() {
    grep -qF -- "$1" "$work/out" || fail "standard output lacks '$1'"
}

stderr_has() {
    grep -qF -- "$1" "$work/err" || fail "standard error lacks '$1'"
}
