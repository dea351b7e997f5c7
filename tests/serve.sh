#!/bin/sh
# The server as whoever runs it sees it: its first words, the first account, and every way to stop it.
. tests/lib.sh
command -v curl >/dev/null || {
    try the server can be asked
    skip "there is no curl"
    finish
}
data=$work/data
server=
jar=jar
trap 'kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT

# start OPTION...: starts the server and waits for its first line; $base is its address.
start() {
    rm -f "$work/said"
    mkfifo "$work/said"
    "$aftermath" serve --listen 127.0.0.1:0 --data "$data" "$@" >"$work/said" 2>"$work/err" &
    server=$!
    exec 3<"$work/said"
    read -r line <&3 || fail "it said nothing"
    base=${line##* }
}

# stop SIGNAL: ends it; $code is its exit status.
stop() {
    kill "-$1" "$server"
    code=0
    wait "$server" 2>/dev/null || code=$?
    server=
    exec 3<&-
}

# ask STATUS PATH CURL-OPTION...: the answer's body is in $work/out.
ask() {
    wanted=$1
    path=$2
    shift 2
    got=$(curl --silent --show-error --max-time 20 --cookie "$work/$jar" --cookie-jar "$work/$jar" --output "$work/out" \
        --write-out '%{http_code}' "$@" "$base$path") || fail "curl $path"
    [ "$got" = "$wanted" ] || fail "$path gives $got, not $wanted"
}

try it says where it is and how to make the first account
start
case $line in
    'Aftermath '*' is at http://127.0.0.1:'*) ;;
    *) fail "its first line is '$line'" ;;
esac
read -r line <&3
case $line in *'no account yet'*) ;; *) fail "its second line is '$line'" ;; esac
read -r link <&3
case $link in "$base/setup#"*) ;; *) fail "its third line is '$link'" ;; esac
ask 200 /healthz
stdout ok
ask 200 /readyz
stdout ready

try the first account is made with the link, once
first='{"token":"'${link#*#}'","name":"Ada","email":"ada@example.org","password":"correct horse battery"}'
ask 401 /api/v1/teams
ask 200 /api/v1/setup --header 'Content-Type: application/json' --data "$first"
stdout_has '"email":"ada@example.org"'
ask 200 /api/v1/teams
second='{"token":"'${link#*#}'","name":"Eve","email":"eve@example.org","password":"correct horse battery"}'
jar=eve
ask 401 /api/v1/setup --header 'Content-Type: application/json' --data "$second"
jar=jar

try what is in the folder is for its owner alone
[ "$(stat -c %a "$data")" = 700 ] || fail "the folder can be read by others"
for f in "$data"/*; do
    [ "$(stat -c %a "$f")" = 600 ] || fail "$f can be read by others"
done

try one server at a time has the folder
"$aftermath" serve --listen 127.0.0.1:0 --data "$data" >"$work/out" 2>"$work/err2" && fail "a second one runs"
grep -q "another server uses $data (process $server)" "$work/err2" || fail "it says: $(cat "$work/err2")"

try the log has each request but no secret
grep -q 'msg=request method=POST route=/api/v1/setup status=200' "$work/err" || fail "no line for the request"
grep -qF -- "${link#*#}" "$work/err" && fail "the link is in the log"
grep -q battery "$work/err" && fail "the password is in the log"

try told to stop it ends well and leaves one whole file
stop TERM
status 0
[ ! -e "$data/aftermath.db-wal" ] || fail "the log beside the database is still there"

try who is signed in stays so
start
ask 200 /api/v1/teams
csrf=$(curl --silent --cookie "$work/jar" "$base/api/v1/session" | sed 's/.*"csrf":"\([^"]*\)".*/\1/')
ask 201 /api/v1/teams --header 'Content-Type: application/json' --header "X-CSRF-Token: $csrf" --data '{"name":"Payments"}'

try killed at once it has lost nothing
stop KILL
start
ask 200 /api/v1/teams
stdout_has '"name":"Payments"'
stop INT
status 0

try links and answers follow the address that people use
start --base-url https://aftermath.example.org/
case $line in *' is at https://aftermath.example.org') ;; *) fail "its first line is '$line'" ;; esac
stop TERM
status 0

try the demo is there when it is asked for, and a link to sign in with
data=$work/demo
jar=demo-jar
start --demo
read -r line <&3
case $line in 'Sign in to the demo'*) ;; *) fail "its second line is '$line'" ;; esac
read -r link <&3
case $link in "$base"/*#*) ;; *) fail "its third line is '$link'" ;; esac
ask 200 /api/v1/session/link --header 'Content-Type: application/json' --data '{"token":"'"${link#*#}"'"}'
stdout_has '"role":"admin"'
stdout_has '"demo":true'
ask 200 /api/v1/incidents
stdout_has '"demo":true'
stop TERM
start --demo
read -r line <&3
case $line in 'Sign in to the demo'*) ;; *) fail "there is no second link" ;; esac
ask 200 /api/v1/incidents
[ "$(grep -o '"name":"INC-' "$work/out" | wc -l)" = 1 ] || fail "the demo was made twice"
stop TERM
data=$work/data
jar=jar

try what cannot be is refused with a reason
run serve --listen nowhere --data "$data"
status 2
run serve --rate fast --data "$data"
status 2
stderr "aftermath: serve: --rate must be 0 to 1000000, not 'fast'"
run serve --base-url aftermath.example.org --data "$data"
status 2
stderr_has '--base-url must begin with http:// or https://'
run serve --data "$work/no/such/folder"
status 2
stderr_has "$work/no/such/folder"
start
run serve --listen "${base#http://}" --data "$work/other"
status 2
stderr_has "${base#http://}"
stop TERM
finish
