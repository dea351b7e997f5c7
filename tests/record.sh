#!/bin/sh
# The record from the command line: evidence in, a timeline out, by two incidents.
. tests/lib.sh

data=$work/data
demo=demo/checkout-outage

try evidence opens an incident and says what was read
run import --data "$data" --title 'Checkout is down' "$demo"
status 0
stdout_has 'INC-1 inc_'
stdout_has '254 signals read, 254 of them new; the timeline has 214 events'
stderr_has 'README.md: not read: '

try what is known adds nothing
run import --data "$data" --incident INC-1 "$demo"
status 0
stdout_has '254 signals read, 0 of them new'

try the stored timeline is the one that the files give
run export INC-1 --data "$data" --format json
status 0
mv "$work/out" "$work/stored"
run timeline --format json "$demo"
cmp -s "$work/out" "$work/stored" || fail "they differ"

try an incident is listed and shown by its number
run incident list --data "$data"
status 0
stdout_has 'INC-1     SEV3  open'
run incident show 1 --data "$data"
status 0
stdout_has 'time to detect'

try every format is printed
for format in md csv svg; do
    run export INC-1 --data "$data" --format "$format"
    status 0
    [ -s "$work/out" ] || fail "$format is empty"
done

try what cannot be read opens nothing
run import --data "$data" --title 'Nothing' "$work/none"
status 2
stderr_has 'No such file or directory'
run incident list --data "$data"
[ "$(wc -l <"$work/out")" = 1 ] || fail "there is another incident"

try what is missing or wrong is said
run import --data "$data" "$demo"
status 2
stderr_has 'give either --incident INCIDENT or --title TEXT'
run export INC-7 --data "$data"
status 2
stderr_has 'no incident INC-7'
run incident list --data "$work/nowhere"
status 2

try the record is whole
run verify --data "$data"
status 0
run check --data "$data"
status 0
finish
