#!/bin/sh
# The commands on a running server: the same words and exit status as on its data folder, and clear ones where not.
. tests/lib.sh

data=$work/data
demo=demo/checkout-outage
server=
trap 'kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT
unset AFTERMATH_SERVER AFTERMATH_TOKEN http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY

# start PROGRAM...: what prints its address as the last word of its first line; $base is the address.
start() {
    rm -f "$work/said"
    mkfifo "$work/said"
    "$@" >"$work/said" 2>"$work/log" &
    server=$!
    exec 3<"$work/said"
    read -r line <&3 || fail "it said nothing: $(cat "$work/log")"
    base=${line##* }
}

stop() {
    kill -TERM "$server"
    wait "$server" 2>/dev/null
    server=
    exec 3<&-
}

# away ARG...: on the server, with the admin's token.
away() {
    run "$@" --server "$base" --token-file "$work/token"
}

# alike ARG...: gives the same on the data folder and on the server.
alike() {
    run "$@" --data "$data"
    mv "$work/out" "$work/out.here"
    mv "$work/err" "$work/err.here"
    here=$code
    away "$@"
    status "$here"
    cmp -s "$work/out" "$work/out.here" || fail "'$*' prints something else there: $(diff "$work/out.here" "$work/out")"
    cmp -s "$work/err" "$work/err.here" || fail "'$*' says something else there: $(diff "$work/err.here" "$work/err")"
}

# token_of ROLE: makes a token that may no more, in a file of that name.
token_of() {
    run token add ada@example.org "$1" --role "$1" --data "$data"
    status 0
    cp "$work/out" "$work/$1"
}

try a server is there, and a token
run user add ada@example.org 'Ada Oakes' --role admin --data "$data"
status 0
token_of admin
cp "$work/admin" "$work/token"
token_of reader
token_of editor
run import --title 'Checkout is down' "$demo" --data "$data"
status 0
cp "$work/out" "$work/import"
cp "$work/err" "$work/refused"
start "$aftermath" serve --listen 127.0.0.1:0 --data "$data" --log warn

try evidence is sent, read there, and answered for as on the folder
away import --title 'Checkout is down' "$demo"
status 0
[ "$(sed 1d "$work/import")" = "$(sed 1d "$work/out")" ] || fail "another count: $(cat "$work/out")"
stdout_has 'INC-2 inc_'
cmp -s "$work/err" "$work/refused" || fail "it says something else of the files: $(diff "$work/refused" "$work/err")"
for format in md json csv svg; do
    away export INC-1 --format $format
    status 0
    sed 's/INC-1/INC-2/' "$work/out" >"$work/one"
    away export INC-2 --format $format
    status 0
    cmp -s "$work/out" "$work/one" || fail "the timelines differ as $format"
done

try what is known adds nothing, also one file by its path from anywhere
(cd "$demo" && find . -type f -name '*.json' | head -1) >"$work/name"
away import --incident 2 "$PWD/$demo/$(sed 's,^\./,,' "$work/name")"
status 0
stdout_has ', 0 of them new'

try names that evidence speaks through arrive, whatever folder it lies in
mkdir -p "$work/.kept/export/general" "$work/empty" "$work/repository"
cat >"$work/.kept/export/general/2024-05-14.json" <<'END'
[{"type":"message","user":"U1","text":"Checkout answers 500, I look","ts":"1715680800.000100"},
 {"type":"message","user":"U2","text":"Rolled back, it is fine again","ts":"1715681800.000100"}]
END
echo 'no evidence' >"$work/.kept/export/readme.bin"
git -C "$work/repository" init --quiet
for given in "$work/.kept/export" "$work/.kept/export/general" "$work/.kept/export/general/2024-05-14.json"; do
    run import --title 'Here' "$given" --data "$data"
    status 0
    cp "$work/out" "$work/out.here"
    cp "$work/err" "$work/err.here"
    away import --title 'Here' "$given"
    status 0
    [ "$(sed 1d "$work/out.here")" = "$(sed 1d "$work/out")" ] || fail "another count: $(cat "$work/out")"
    cmp -s "$work/err" "$work/err.here" || fail "other words: $(diff "$work/err.here" "$work/err")"
    away=$(sed -n '1s/ .*//p' "$work/out")
    run export "$(sed -n '1s/ .*//p' "$work/out.here")" --format json --data "$data"
    mv "$work/out" "$work/one"
    away export "$away" --format json
    cmp -s "$work/out" "$work/one" || fail "the timelines differ: $(diff "$work/one" "$work/out")"
    stdout_has 'general'
done

try a repository is left here, and said to be
away import --incident 2 "$work/repository" "$work/.kept/export/general"
status 0
stderr_has "$work/repository: not read: it is a git repository, which only its own machine reads"
away import --incident 2 "$work/repository"
status 2
away import --incident 2 "$work/empty"
status 2
stderr 'aftermath: import: there is no file to import'

try incidents are listed, shown and exported alike
alike incident list
alike incident show INC-1
alike incident show 2
alike export 1
alike export INC-1 --format json --key-only
alike export INC-1 --format csv
alike export INC-1 --format svg
alike incident show INC-99
alike export INC-99

try accounts are made, listed and changed alike
away user add rupert@example.org Rupert --zone Europe/Berlin
status 0
grep -q "^$base/link#[A-Za-z0-9_-]\{43\}\$" "$work/out" || fail "there is no link"
alike user list
alike user add rupert@example.org Again
alike user add nobody Nobody
alike user edit nobody@example.org --role editor
away user edit rupert@example.org --role editor --name 'Rupert Oakes'
status 0
stdout ''
alike user list
away user edit rupert@example.org --disable
status 0
alike user link rupert@example.org
away user edit rupert@example.org --enable
status 0
away user link rupert@example.org --base-url https://aftermath.example.org/
status 0
grep -q '^https://aftermath.example.org/link#' "$work/out" || fail "the link is $(cat "$work/out")"
printf 'a long password\n' | "$aftermath" user password rupert@example.org --server "$base" --token-file "$work/token" \
    >"$work/out" 2>"$work/err" || fail "the password is not taken"
alike user list
stdout_has 'editor  password  rupert@example.org  Rupert Oakes'
alike user edit ada@example.org --role reader

try tokens are made, listed and revoked alike
away token add rupert@example.org deploy --role editor --days 30
status 0
grep -q '^am_[A-Za-z0-9_-]\{43\}$' "$work/out" || fail "that is no token"
alike token list
stdout_has 'Rupert Oakes: deploy'
id=$(sed -n '/deploy/s/ .*//p' "$work/out")
alike token add rupert@example.org more --role admin
away token revoke "$id"
status 0
alike token revoke "$id"
alike token list

try the record is checked and verified where it is
alike check
stdout 'The database is sound.'
alike verify

try a backup is fetched, whole, for its owner alone, and nothing is written over
away backup "$work/away.db"
status 0
[ "$(stat -c %a "$work/away.db")" = 600 ] || fail "the backup is open to others"
[ ! -e "$work/away.db.part" ] || fail "something was left behind"
alike backup "$work/away.db"
run restore "$work/away.db" --data "$work/new"
status 0
run verify --data "$work/new"
cp "$work/out" "$work/verified"
run verify --data "$data"
cmp -s "$work/out" "$work/verified" || fail "the backup is another record"

try a disk without room leaves no half backup
if [ -c /dev/full ] && [ -w /dev/shm ]; then
    (
        ulimit -f 64
        trap '' XFSZ
        "$aftermath" backup "$work/full.db" --server "$base" --token-file "$work/token" >"$work/out" 2>"$work/err"
    )
    [ $? = 2 ] || fail "it is not refused"
    stderr_has 'what the server sends cannot be written: File too large'
    for half in "$work"/full*; do
        [ ! -e "$half" ] || fail "a half is left"
    done
fi

try who may not is told so
cp "$work/token" "$work/token.admin"
cp "$work/reader" "$work/token"
away incident list
status 0
away import --incident 2 "$demo"
status 2
stderr 'aftermath: import: this takes the role editor; yours is reader'
away verify
status 2
stderr 'aftermath: verify: this takes the role admin; yours is reader'
away backup "$work/reader.db"
status 2
[ ! -e "$work/reader.db" ] && [ ! -e "$work/reader.db.part" ] || fail "a file is left"
cp "$work/editor" "$work/token"
printf 'nothing that anybody knows' >"$work/unknown.bin"
away import --title 'Nothing' "$work/unknown.bin"
status 2
stderr_has 'INC-9 stays, without evidence: this takes the role admin; yours is editor'
cp "$work/token.admin" "$work/token"
away import --title 'Nothing' "$work/unknown.bin"
status 2
stderr_has "$work/unknown.bin: not read: "
away incident list
[ "$(wc -l <"$work/out")" = 9 ] || fail "the incident without evidence is still there"
alike import --title 'Nothing' "$work/none"

try where to ask and as whom comes from options or the environment
AFTERMATH_SERVER=$base AFTERMATH_TOKEN=$(cat "$work/token") "$aftermath" incident list >"$work/out" 2>"$work/err" ||
    fail "the environment is not heard"
run incident list --server "$base" --token "$(cat "$work/token")"
status 0
run incident list --server "$base"
status 2
stderr_has 'a server takes an API token: name a file that holds one with --token-file'
run incident list --server "$base" --token-file "$work/import"
status 2
stderr_has "$work/import holds no API token"
run incident list --server "$base" --token am_of-nobody
status 2
stderr_has "$base does not take the token: "
run incident list --server "$base" --data "$data"
status 2
stderr 'aftermath: incident: --data and --server contradict each other; give one'
run incident list --token am_x --data "$data"
status 2
stderr 'aftermath: incident: --token goes with --server'
run incident list --server "${base#http://}" --token am_x
status 2
stderr_has 'must begin with http:// or https://'
run restore "$work/away.db" --server "$base"
status 2
stderr 'aftermath: restore: a server cannot be restored from afar: stop it, and restore its data folder where it runs'
AFTERMATH_SERVER=$base "$aftermath" restore "$work/away.db" >"$work/out" 2>"$work/err" && fail "it restores somewhere"
stderr_has 'name it with --data'

try too many questions are told when to come again
stop
start "$aftermath" serve --listen 127.0.0.1:0 --data "$data" --log none --rate 1
# Somebody with the same token asks all the time, so that nothing is left of what it may ask, however slow this machine is.
cat >"$work/asks.py" <<'END'
import sys, urllib.error, urllib.request
said = False
while True:
    try:
        urllib.request.urlopen(urllib.request.Request(sys.argv[1] + '/api/v1/incidents?limit=1',
                                                      headers={'Authorization': 'Bearer ' + open(sys.argv[2]).readline().strip()})).read()
    except urllib.error.HTTPError as e:
        if e.code == 429 and not said:
            print('too many', flush=True)
            said = True
END
mkfifo "$work/asked"
python3 "$work/asks.py" "$base" "$work/token" >"$work/asked" 2>/dev/null &
asks=$!
read -r line <"$work/asked"
away incident list
kill $asks
[ "$line" = 'too many' ] || fail 'nobody was told'
status 2
stderr_has '; try again in '
stop

try a server that is gone is said to be
away incident list
status 2
stderr "aftermath: incident: cannot connect to $base: Connection refused; is the server running there"

try what is no Aftermath is told from one
cat >"$work/other.py" <<'END'
import http.server, sys
class Other(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind = self.path.split('/')[1]
        self.send_response({'moved': 302, 'proxy': 502, 'missing': 404}.get(kind, 200))
        if kind == 'moved':
            self.send_header('Location', 'http://127.0.0.2:1/elsewhere')
        body = b'{"items": [' if kind == 'broken' else b'<p>Hello</p>'
        self.send_header('Content-Type', 'application/json' if kind == 'broken' else 'text/html')
        self.send_header('Content-Length', str(len(body) + (9 if kind == 'cut' else 0)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Other)
print('at http://127.0.0.1:%d' % server.server_port, flush=True)
server.serve_forever()
END
start python3 "$work/other.py"
# strange PATH TEXT
strange() {
    run incident list --server "$base/$1" --token am_x
    status 2
    stderr_has "$2"
}
strange page "$base/page is no Aftermath server, or an older one: it answers with text/html instead of application/json"
strange missing "$base/missing is no Aftermath server, or not at that address (it answers with status 404)"
strange moved "$base/moved sends us on to http://127.0.0.2:1/elsewhere; if that is the server, name it with --server"
strange proxy 'that there is no server behind it (status 502)'
strange broken 'its answer is no JSON'
strange cut "the connection to $base/cut broke: "
stop

try a certificate that nobody vouches for is refused, and one that is named is taken
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
        -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null || fail "openssl makes no certificate"
    sed -e 's/^print/import ssl\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\ncontext.load_cert_chain(sys.argv[1], sys.argv[2])\nserver.socket = context.wrap_socket(server.socket, server_side=True)\nprint/' \
        -e 's,at http:,at https:,' "$work/other.py" >"$work/tls.py"
    start python3 "$work/tls.py" "$work/cert.pem" "$work/key.pem"
    strange page "the certificate of $base/page is not trusted: "
    run incident list --server "$base/page" --token am_x --ca-file "$work/cert.pem"
    status 2
    stderr_has 'it answers with text/html'
    run incident list --server "http${base#https}" --token am_x
    status 2
    stop
else
    skip "there is no openssl"
fi
finish
