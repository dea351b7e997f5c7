#!/bin/sh
# Accounts, tokens, backups and the record's upkeep from the command line.
. tests/lib.sh

data=$work/data

# run_with TEXT ARG...: with TEXT on standard input.
run_with() {
    text=$1
    shift
    printf '%s\n' "$text" | "$aftermath" "$@" >"$work/out" 2>"$work/err"
    code=$?
}

try the first account makes the folder, for its owner alone, and gives a link
run user add ada@example.org 'Ada Oakes' --role admin --data "$data"
status 0
stderr ''
grep -q '^http://127.0.0.1:8080/link#[A-Za-z0-9_-]\{43\}$' "$work/out" || fail "there is no link"
[ "$(stat -c %a "$data")" = 700 ] || fail "the folder is open to others"
[ "$(stat -c %a "$data/aftermath.db")" = 600 ] || fail "the database is open to others"

try a link says where people reach the server
run user link ada@example.org --data "$data" --base-url https://aftermath.example.org
status 0
stdout_has 'https://aftermath.example.org/link#'

try accounts are listed with their role and how they sign in
run user add rupert@example.org Rupert --data "$data"
status 0
run_with 'a long password' user password rupert@example.org --data "$data"
status 0
stdout ''
run user list --data "$data"
status 0
[ "$(sed 's/^usr_[0-9a-z]*//' "$work/out")" = '  admin   link      ada@example.org  Ada Oakes
  reader  password  rupert@example.org  Rupert' ] || fail "the list is another one"

try what is wrong with an account is said
run user add rupert@example.org Again --data "$data"
status 2
stderr 'aftermath: user: the address rupert@example.org has an account already'
run user add nobody Nobody --data "$data"
status 2
stderr 'aftermath: user: email must be an address like name@example.org'
run user add x@example.org X --role boss --data "$data"
status 2
stderr "aftermath: user: --role must be reader, editor or admin, not 'boss'"
run user edit nobody@example.org --role editor --data "$data"
status 2
stderr "aftermath: user: there is no account 'nobody@example.org'"
run_with 'short' user password rupert@example.org --data "$data"
status 2
stderr 'aftermath: user: password must have at least 10 characters'
run user password rupert@example.org --data "$data"
status 2
stderr 'aftermath: user: there is no password on standard input'

try the last admin stays one
run user edit ada@example.org --role reader --data "$data"
status 2
stderr 'aftermath: user: Ada Oakes is the last admin; make somebody else one first'
run user edit ada@example.org --disable --data "$data"
status 2

try an account is changed
run user edit rupert@example.org --role editor --name 'Rupert Oakes' --zone Europe/Berlin --data "$data"
status 0
run user list --data "$data"
stdout_has 'editor  password  rupert@example.org  Rupert Oakes'
run user edit rupert@example.org --disable --data "$data"
status 0
run user list --data "$data"
stdout_has 'editor  disabled  rupert@example.org'
run user link rupert@example.org --data "$data"
status 2
run user edit rupert@example.org --enable --data "$data"
status 0
run user edit rupert@example.org --enable --disable --data "$data"
status 2

try verbs are checked
run user
status 2
run user lsit --data "$data"
status 2
stderr "aftermath: user: there is no 'lsit'; did you mean 'list'?"
run user add only@example.org --data "$data"
status 2
stderr "aftermath: user: add needs EMAIL NAME; see 'aftermath help user'"
run user link a@example.org more --data "$data"
status 2
stderr "aftermath: user: link does not take 'more'; see 'aftermath help user'"

try tokens are made, listed without their secret, and revoked
run token add rupert@example.org deploy --role editor --days 30 --data "$data"
status 0
grep -q '^am_[A-Za-z0-9_-]\{43\}$' "$work/out" || fail "that is no token"
secret=$(cat "$work/out")
run token list --data "$data"
status 0
stdout_has 'Rupert Oakes: deploy'
grep -qF "$secret" "$work/out" && fail "the list tells the secret"
id=$(sed 's/ .*//' "$work/out")
run token add rupert@example.org more --role admin --data "$data"
status 2
stderr "aftermath: token: role cannot be more than the user's own, which is 'editor'"
run token add rupert@example.org x --days 0 --data "$data"
status 2
run token revoke "$id" --data "$data"
status 0
run token list --data "$data"
stdout ''
run token revoke "$id" --data "$data"
status 2

try the record is sound and as it was stored
run check --data "$data"
status 0
stdout 'The database is sound.'
run verify --data "$data"
status 0
stdout_has 'The record is as it was stored: '
cp "$work/out" "$work/verified"

try a backup is one file for its owner alone, and nothing is written over
run backup "$work/backup.db" --data "$data"
status 0
[ "$(stat -c %a "$work/backup.db")" = 600 ] || fail "the backup is open to others"
run backup "$work/backup.db" --data "$data"
status 2
stderr "aftermath: backup: $work/backup.db is there already; name a new file"
[ ! -e "$work/backup.db.part" ] || fail "something was left behind"

try a backup in a new folder is the same record
run restore "$work/backup.db" --data "$work/new"
status 0
stdout "$work/new holds the backup now"
run user list --data "$data"
cp "$work/out" "$work/users"
run user list --data "$work/new"
cmp -s "$work/out" "$work/users" || fail "the accounts are others"
run verify --data "$data"
cp "$work/out" "$work/verified"
run verify --data "$work/new"
cmp -s "$work/out" "$work/verified" || fail "the log is another one"

try a folder with a record in it is left alone, and with --force moved aside
run user add later@example.org Later --data "$data"
status 0
run restore "$work/backup.db" --data "$data"
status 2
stderr "aftermath: restore: $data is not empty; name another folder with --data, or say --force to move aside what is in it"
run user list --data "$data"
stdout_has 'later@example.org'
run restore "$work/backup.db" --data "$data" --force
status 0
stdout_has "What was there is in $data/replaced-"
run user list --data "$data"
grep -q later@example.org "$work/out" && fail "the backup is not in place"
run user list --data "$(echo "$data"/replaced-*)"
status 0
stdout_has 'later@example.org'

try a restore that was cut short is simply given again
mkdir -p "$work/cut/replaced-20240314T100000Z"
echo half >"$work/cut/restore.part"
run restore "$work/backup.db" --data "$work/cut"
status 0
run verify --data "$work/cut"
status 0
[ ! -e "$work/cut/restore.part" ] || fail "the half is still there"

try a file that is no backup is refused before anything is moved
echo 'no database' >"$work/text.db"
run restore "$work/text.db" --data "$data" --force
status 2
stderr "aftermath: restore: $work/text.db is no backup of Aftermath, or is damaged"
run restore "$work/nothing.db" --data "$work/other"
status 2
[ ! -e "$work/other" ] || fail "a folder was made for nothing"
: >"$work/empty.db"
run restore "$work/empty.db" --data "$data" --force
status 2
stderr "aftermath: restore: $work/empty.db is no backup of Aftermath"
run user list --data "$data"
status 0

try a backup that was altered is refused
python3 - "$work/backup.db" "$work/altered.db" <<'EOF'
import sqlite3, sys
whole, altered = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
whole.backup(altered)
altered.execute("update audit set actor = 'Eve' where seq = 3")
altered.commit()
EOF
run restore "$work/altered.db" --data "$work/other"
status 2
stderr_has 'is not as it was stored: audit entry 3 '
[ ! -e "$work/other/aftermath.db" ] || fail "it was put in place"
cp "$work/altered.db" "$work/new/aftermath.db"
run verify --data "$work/new"
status 1
stdout_has 'The record is not as it was stored: audit entry 3 '

try nothing is put in the place of a folder that a server uses
mkfifo "$work/said"
"$aftermath" serve --data "$data" --listen 127.0.0.1:0 >"$work/said" 2>/dev/null &
server=$!
exec 3<"$work/said"
read -r _ <&3 || fail "it said nothing"
run restore "$work/backup.db" --data "$data" --force
said=$code
run backup "$work/live.db" --data "$data"
backed=$code
kill "$server"
wait "$server"
exec 3<&-
[ "$said" = 2 ] || fail "it was put in place"
[ "$backed" = 0 ] || fail "there is no backup while a server runs"
run check --data "$data"
status 0

try commands need a folder that is there
for c in 'user list' 'token list' verify check "backup $work/x.db"; do
    # shellcheck disable=SC2086 # words on purpose
    run $c --data "$work/none"
    status 2
    stderr_has 'name it with --data'
done
[ ! -e "$work/none" ] || fail "a folder was made for nothing"
finish
