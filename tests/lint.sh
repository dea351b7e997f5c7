#!/bin/sh
# The language check as a command: what it reads, what it writes, where its settings come from.
. tests/lib.sh

program=$(cd "$(dirname "$aftermath")" && pwd)/${aftermath##*/}
bad='Bob failed to check the replica.'
doc=$work/doc.md
mkdir -p "$work/quiet/deep"
# Here nothing above the texts has settings of its own.
printf '[packs]\nstructure = off\n' >"$work/.aftermath-lint.ini"

try a finding has its place, its sentence, a mark, the reason and a proposal
printf '# Slow shop\n\n%s\n' "$bad" >"$doc"
run lint "$doc"
status 1
stderr ''
stdout_has "$doc:3:1: error blame.failed: "
stdout_has '    Bob failed to check the replica.'
stdout_has '    ^~~~~~~~~~~~~'
stdout_has '    why: '
stdout_has '    try: '
stdout_has '1 finding in 1 file: 1 error, 0 warnings, 0 advice'

try a text without findings is exit 0 and silence
printf '# Slow shop\n\nThe disk was full.\n' >"$work/good.md"
run lint "$work/good.md"
status 0
stdout ''
stderr ''

try standard input is read as -
printf '%s\n' "$bad" | (cd "$work" && "$program" lint - >out 2>err)
code=$?
status 1
stdout_has '-:1:1: error blame.failed: '

try JSON is one array, with a place in every way of counting
printf 'Fine \360\237\224\245.\n\n%s\n' "$bad" >"$doc"
run lint --format json "$doc"
status 1
stdout_has "\"line\":3,\"col\":1,\"end_line\":3,\"end_col\":14,\"byte\":12,\"end_byte\":25,\"utf16\":10,\"end_utf16\":23,\"severity\":\"error\",\"pack\":\"blame\",\"rule\":\"blame.failed\",\"message\":"
[ "$(head -c 1 "$work/out")" = '[' ] || fail 'it does not begin with ['
run lint --format json "$work/good.md"
status 0
stdout '[
]'

try SARIF names the version, the rule and a relative address
(cd "$work" && "$program" lint --format sarif ./doc.md >out 2>err)
code=$?
status 1
stdout_has '"version":"2.1.0"'
stdout_has '"uri":"doc.md"'
stdout_has '"ruleId":"blame.failed"'
stdout_has '"executionSuccessful":true'

try annotations are one line each
run lint --format github "$doc"
status 1
stdout_has "::error file=$doc,line=3,endLine=3,col=1,endColumn=14,title=blame.failed::"
[ "$(wc -l <"$work/out")" = 1 ] || fail 'there is more than one line'

try of a folder the Markdown files are read, hidden folders and packages are not
mkdir -p "$work/tree/a/.hidden" "$work/tree/node_modules/x"
for f in tree/b.md tree/a/c.markdown tree/a/not.txt tree/a/.hidden/d.md tree/node_modules/x/e.md; do
    printf '%s\n' "$bad" >"$work/$f"
done
run lint "$work/tree"
status 1
[ "$(grep -c 'blame.failed:' "$work/out")" = 2 ] || fail 'not two files were read'
stdout_has 'tree/a/c.markdown:1:1:'
stdout_has '2 findings in 2 files'

try a file that cannot be read is named, the others are checked, and the run failed
run lint "$work/none.md" "$doc"
status 2
stderr "aftermath: lint: $work/none.md: cannot open it: No such file or directory"
stdout_has "$doc:3:1: error"
printf 'caf\351\n' >"$work/latin.md"
run lint "$work/latin.md"
status 2
stderr "aftermath: lint: $work/latin.md: it is no UTF-8 text; convert it first, with iconv for example"
printf 'a\0b' >"$work/binary.md"
run lint "$work/binary.md"
status 2
stderr "aftermath: lint: $work/binary.md: it is no text"

try the nearest settings are taken, of the folder of the text or one above it
printf '[rules]\nblame.failed = advice\n' >"$work/quiet/.aftermath-lint.ini"
printf '%s\n' "$bad" >"$work/quiet/deep/x.md"
run lint --kind section "$work/quiet/deep/x.md" "$doc"
status 1
stdout_has 'x.md:1:1: advice blame.failed:'
stdout_has 'doc.md:3:1: error blame.failed:'
run lint --config "$work/.aftermath-lint.ini" "$work/quiet/deep/x.md"
stdout_has 'x.md:1:1: error blame.failed:'

try a mistake in the settings is said with its line
printf '[packs]\nblam = on\n' >"$work/bad.ini"
run lint --config "$work/bad.ini" "$doc"
status 2
stdout ''
stderr "aftermath: lint: $work/bad.ini: line 2: there is no pack 'blam'; 'aftermath lint --list' shows them"
run lint --config "$work/no.ini" "$doc"
status 2
stderr "aftermath: lint: $work/no.ini: cannot open it: No such file or directory"

try people come from a file, by option and by settings
printf 'Zorp failed to check the replica.\n' >"$work/zorp.md"
run lint --pack blame "$work/zorp.md"
status 0
printf 'name,handle\nZorp Quux,zq\n' >"$work/people.csv"
run lint --pack blame --people "$work/people.csv" "$work/zorp.md"
status 1
printf '[people]\nfile = people.csv\n' >"$work/with-people.ini"
run lint --pack blame --config "$work/with-people.ini" "$work/zorp.md"
status 1
run lint --people "$work/none.csv" "$doc"
status 2
stderr "aftermath: lint: people file $work/none.csv: cannot open it: No such file or directory"

try words are added and removed, and allowed terms are left alone
printf 'This is a scandal and a breach of contract.\n' >"$work/legal.md"
printf '[packs]\nlegal = on\n[words legal.words]\nadd = scandal\nremove = breach\n' >"$work/words.ini"
run lint --kind section --config "$work/words.ini" "$work/legal.md"
status 1
stdout_has "'scandal' has a meaning in law"
[ "$(grep -c 'legal.word:' "$work/out")" = 1 ] || fail 'not one word was found'
printf '[allowed]\nterms = failed to check\n' >"$work/allowed.ini"
run lint --kind section --config "$work/allowed.ini" "$doc"
status 0

try packs and severities are chosen
run lint --pack legal --kind section "$work/legal.md"
status 1
stdout_has 'legal.word'
run lint --pack vague,action "$doc"
status 0
run lint --pack blam "$doc"
status 2
stderr "aftermath: lint: there is no pack 'blam'; 'aftermath lint --list' shows them"
printf 'Some users saw errors.\n' >"$work/some.md"
run lint --kind section "$work/some.md"
status 1
run lint --kind section --level error "$work/some.md"
status 0

try a comment allows a finding, and one that allows nothing is found
printf '<!-- aftermath-lint allow blame: his own words -->\n%s\n' "$bad" >"$work/allowed.md"
run lint --kind section "$work/allowed.md"
status 0
printf '<!-- aftermath-lint allow blame: his own words -->\nFine.\n' >"$work/unused.md"
run lint --kind section "$work/unused.md"
status 1
stdout_has 'unused.md:1:1: warning suppression.unused:'

try each rule that is listed is explained
run lint --list
status 0
sed -n '/^lists of words/q; s/^  \([a-z]*\.[a-z_-]*\) .*/\1/p' "$work/out" >"$work/rules"
grep -qx vague.zone "$work/rules" || fail 'vague.zone is not listed'
while read -r rule; do
    run lint --explain "$rule"
    status 0
    stdout_has 'Found in:'
done <"$work/rules"
run lint --explain vague.zone
status 0
stdout_has 'Found in:'
stdout_has 'Not found in:'
run lint --explain vague.nothing
status 2
stderr "aftermath: lint: there is no rule 'vague.nothing'; 'aftermath lint --list' shows them"

try without a file it says what it needs
run lint
status 2
stderr "aftermath: lint: needs FILE...; see 'aftermath help lint'"

try elsewhere than on a terminal there is no color
run lint "$doc"
if grep -q "$(printf '\033')" "$work/out"; then
    fail 'there are escapes in it'
fi

try the example in the documentation is what the command says
# shellcheck disable=SC2016 # these are fences of Markdown
sed -n '/^```markdown$/,/^```$/p' docs/lint.md | sed '1d;$d' >"$work/example.md"
[ -s "$work/example.md" ] || fail 'there is no example'
(cd "$work" && "$program" lint --kind section example.md >out 2>err)
# shellcheck disable=SC2016
sed -n '/^```text$/,/^```$/p' docs/lint.md | sed '1d;$d' >"$work/shown"
cmp -s "$work/out" "$work/shown" || fail 'docs/lint.md shows something else'

try the settings in the documentation are accepted
# shellcheck disable=SC2016
sed -n '/^```ini$/,/^```$/p' docs/lint.md | sed '1d;$d' >"$work/example.ini"
[ -s "$work/example.ini" ] || fail 'there is no example'
printf 'This is a cover up.\nWe failed to check the Failed Login Guard.\n' >"$work/set.md"
run lint --kind section --config "$work/example.ini" "$work/set.md"
status 1
stderr ''
stdout_has "'cover up' has a meaning in law"
finish
