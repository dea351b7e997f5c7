#!/bin/sh
# aftermath timeline and draft from the outside: the demo incident, what is refused and how, and that nothing but the
# evidence and the options decides the result.
. tests/lib.sh
demo=demo/checkout-outage

try a timeline needs a path
run timeline
status 2
stdout ''
stderr "aftermath: timeline: needs PATH...; see 'aftermath help timeline'"

try the demo has a key timeline
run timeline --key-only --people demo/people.csv $demo
status 0
cp "$work/out" "$work/key"
[ "$(wc -l <"$work/key")" -gt 10 ] || fail "it is not ten lines long"

try the same bytes come out in any zone and language
run timeline --format json $demo
status 0
cp "$work/out" "$work/wanted"
for environment in TZ=Asia/Tokyo TZ=America/Denver LC_ALL=C LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8; do
    env "$environment" "$aftermath" timeline --format json $demo >"$work/out" 2>"$work/err"
    code=$?
    status 0
    cmp -s "$work/out" "$work/wanted" || fail "$environment changes the result"
done

try repeats and the order of paths change nothing
run timeline --format json $demo $demo
status 0
cmp -s "$work/out" "$work/wanted" || fail "giving the folder twice changes the result"
set --
for f in "$demo"/*/; do
    set -- "$f" "$@"
done
run timeline --format json "$@"
status 0
cmp -s "$work/out" "$work/wanted" || fail "the order of folders changes the result"

try a file that nobody knows is named and the rest is used
mkdir "$work/mixed"
cp $demo/notes/* "$work/mixed/"
printf '\001\002\003 no format of anybody' >"$work/mixed/unknown.bin"
run timeline --format json "$work/mixed"
status 0
stderr_has "$work/mixed/unknown.bin"

try --strict ends the run at a file that nobody knows
run timeline --strict "$work/mixed"
status 2
stdout ''
stderr_has "$work/mixed/unknown.bin"

try a file given by name that nobody knows ends the run
run timeline "$work/mixed/unknown.bin" $demo
status 2
stdout ''
stderr_has "$work/mixed/unknown.bin"

try a path that is not there is named
run timeline "$work/nothing-here"
status 2
stdout ''
stderr_has "$work/nothing-here"

try a folder with nothing in it is no timeline
mkdir "$work/empty"
run timeline "$work/empty"
status 2
stdout ''

try options that cannot be are refused before anything is read
run timeline --zone Nowhere/Land $demo
status 2
stderr_has "--zone 'Nowhere/Land'"
run timeline --incident-from yesterday-ish $demo
status 2
stderr_has "--incident-from 'yesterday-ish'"
run timeline --incident-from 2024-03-14T12:00Z --incident-to 2024-03-14T09:00Z $demo
status 2
stderr_has '--incident-to'
run timeline --people "$work/nobody.csv" $demo
status 2
stderr_has '--people'
run timeline --format yaml $demo
status 2
stderr_has "not 'yaml'; see 'aftermath help timeline'"

try a full disk is an error in the middle of a timeline too
if [ -w /dev/full ]; then
    "$aftermath" timeline $demo >/dev/full 2>"$work/err"
    code=$?
    status 2
    stderr_has 'No space left on device'
else
    skip "there is no /dev/full"
fi

try the draft of the demo has its sections and is the same twice
run draft --people demo/people.csv $demo
status 0
cp "$work/out" "$work/draft"
[ "$(grep -c '^## ' "$work/draft")" -ge 10 ] || fail "it has fewer than ten sections"
run draft --people demo/people.csv $demo
cmp -s "$work/out" "$work/draft" || fail "two drafts differ"

try people may stand between semicolons
sed 's/,/;/g' demo/people.csv >"$work/people.csv"
run draft --people "$work/people.csv" $demo
status 0
cmp -s "$work/out" "$work/draft" || fail "they are other people"

try each event that the draft refers to has its place in the draft
grep -o '(#e[0-9]*)' "$work/draft" | tr -d '(#)' | sort -u | while read -r place; do
    grep -qF "<a id=\"$place\"></a>" "$work/draft" || echo "$place"
done >"$work/lost"
[ ! -s "$work/lost" ] || fail "these lead nowhere: $(head -n 5 "$work/lost" | tr '\n' ' ')"

try a CommonMark parser finds the headings of the draft and no HTML but the places of events
if command -v cmark >/dev/null; then
    cmark -t xml "$work/draft" >"$work/xml"
    [ "$(grep -c '<heading level="2"' "$work/xml")" = "$(grep -c '^## ' "$work/draft")" ] ||
        fail "headings were not read as such"
    grep -E '<html_(block|inline)' "$work/xml" |
        grep -vE '>(&lt;a id=&quot;e[0-9]+&quot;&gt;|&lt;/a&gt;|&lt;!--.*)<' >"$work/out"
    [ ! -s "$work/out" ] || fail "there is other HTML in it"
else
    skip "cmark is not there"
fi
finish
