#!/bin/sh
# The command line itself: help, mistakes, output that cannot be written.
. tests/lib.sh

try without arguments it says what there is
run
status 0
stderr ''
stdout_has 'Usage: aftermath COMMAND'
for c in $(sed -n 's/^  \([a-z]*\) .*/\1/p' "$work/out"); do
    echo "$c"
done >"$work/commands"
grep -qx help "$work/commands" || fail "the commands are not listed"

try help and --help are the same as no argument
cp "$work/out" "$work/overview"
for how in help --help -h; do
    run $how
    status 0
    cmp -s "$work/out" "$work/overview" || fail "'$how' prints something else"
done

try each command has help under both its names, no line of it too wide
while read -r c; do
    run help "$c"
    status 0
    stdout_has "Usage: aftermath $c"
    cp "$work/out" "$work/help"
    run "$c" --help
    status 0
    cmp -s "$work/out" "$work/help" || fail "'$c --help' prints something else"
    awk 'length > 80 && !/^    / { exit 1 }' "$work/out" || fail "a line of the help of $c is longer than 80"
done <"$work/commands"

try the version is that of the build description
version=$(sed -n "s/^ *version: '\(.*\)',/\1/p" meson.build)
run --version
status 0
stdout "aftermath $version"
run version
stdout "aftermath $version"

try a command that is not there is refused and the nearest is named
run hepl
status 2
stdout ''
stderr "aftermath: there is no command 'hepl'; did you mean 'help'?"
run help vresion
status 2
stderr "aftermath: help: there is no command 'vresion'; did you mean 'version'?"
run qqqqqqqq
status 2
stderr "aftermath: there is no command 'qqqqqqqq'; 'aftermath help' lists them"

try an option that is not there is refused and the nearest is named
run help --men
status 2
stderr "aftermath: help: there is no option --men (did you mean --man?); see 'aftermath help help'"
run version --short
status 2
stderr "aftermath: version: there is no option --short; see 'aftermath help version'"

try too many arguments are refused
run version now
status 2
stderr "aftermath: version: does not take 'now'; see 'aftermath help version'"

try a name cannot drive the terminal
run "$(printf 'x\033[31m\302\233y')"
status 2
stderr "aftermath: there is no command 'x?[31m??y'; 'aftermath help' lists them"

try a full disk is an error
if [ -w /dev/full ]; then
    "$aftermath" help >/dev/full 2>"$work/err"
    code=$?
    status 2
    stderr_has 'aftermath: help: standard output could not be written: No space left on device'
else
    skip "there is no /dev/full"
fi

try a closed standard output is an error and no file gets the output
"$aftermath" help >&- 2>"$work/err"
code=$?
status 2
stderr_has 'aftermath: help: standard output could not be written'

try a reader that has gone away ends it quietly
mkfifo "$work/pipe"
exec 4<>"$work/pipe" # both ends, so that opening waits for nobody
exec 3>"$work/pipe"
exec 4>&-            # now nobody reads
"$aftermath" help >&3 2>"$work/err"
code=$?
exec 3>&-
status 2
stderr ''

try the committed manual page is that of the commands
run help --man
status 0
cmp -s "$work/out" docs/aftermath.1 || fail "docs/aftermath.1 is out of date: run script/want"

try the manual page is well formed
if command -v groff >/dev/null; then
    groff -man -Tutf8 -ww -z docs/aftermath.1 2>"$work/err"
    stderr ''
else
    skip "groff is not there"
fi
finish
