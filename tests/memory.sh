#!/bin/sh
# An export of many files needs memory for its largest file and for what its messages become, not for all its bytes.
#
#     tests/memory.sh build/test/src/cli/aftermath build/aftermath [FILES]
#
# FILES is the number of day files, 1 MB and 300 messages each; 1024 make 1 GiB.
. tests/lib.sh
files=${3:-30}

# Day files as Slack writes them: most of a message is a profile and blocks, which no signal keeps.
write_export() {
    mkdir -p "$1"
    awk -v folder="$1" -v files="$2" -v messages="$3" 'BEGIN {
        split("checkout search billing gateway login mailer ledger cart", name, " ")
        for (f = 0; f < files; f++) {
            file = sprintf("%s/%04d-%02d-%02d.json", folder, 2000 + int(f / 336), 1 + int(f / 28) % 12, 1 + f % 28)
            print "[" >file
            for (i = 0; i < messages; i++) {
                n++
                text = sprintf("%s latency is at %d ms now, the queue of worker %d grows", name[n % 8 + 1], n * 7 % 997, n % 89)
                printf "%s    {\n        \"client_msg_id\": \"%08x-0000\",\n", i ? ",\n" : "", n >file
                printf "        \"type\": \"message\",\n        \"text\": \"%s\",\n", text >file
                printf "        \"user\": \"U%07d\",\n        \"ts\": \"%d.%06d\",\n", n % 300, 1500000000 + n * 29, n % 1000000 >file
                printf "        \"user_profile\": {\n            \"avatar_hash\": \"%040d\",\n", n >file
                printf "            \"image_72\": \"https:\\/\\/avatars.example\\/%040d_72.png\",\n", n >file
                print "            \"real_name\": \"Ada Lindqvist\",\n            \"name\": \"ada\"\n        }," >file
                print "        \"blocks\": [\n            {\n                \"type\": \"rich_text\"," >file
                print "                \"elements\": [\n                    {" >file
                print "                        \"type\": \"rich_text_section\",\n                        \"elements\": [" >file
                for (k = 0; k < 15; k++) {
                    print "                            {\n                                \"type\": \"text\"," >file
                    printf "                                \"text\": \"%s\"\n", text >file
                    printf "                            }%s\n", k < 14 ? "," : "" >file
                }
                printf "                        ]\n                    }\n                ]\n            }\n        ]\n    }" >file
            }
            print "\n]" >file
            close(file)
        }
    }'
}

# run_within MB ARG...: the release with so much address space: libraries, stack and all that it ever maps.
run_within() {
    limit_mb=$1
    shift
    (
        # shellcheck disable=SC3045 # dash and bash have it, and POSIX no limit of memory
        ulimit -v $((limit_mb * 1000))
        exec "$release" "$@"
    ) >"$work/out" 2>"$work/err" </dev/null
    code=$?
}

# 25 MB are the program and its libraries. 5 MB are five times the largest file: its bytes and the JSON parser's tables.
# The rest are 1600 bytes for each of a file's 300 messages: 800 for its signal, event and text, and some 350 of JSON in
# a buffer that doubles.
limit=$((25 + 5 + files * 300 * 1600 / 1000000))

try many files of an export need the memory of one and of what they become
write_export "$work/many/ops" "$files" 300
run_within $limit timeline --format json "$work/many"
status 0
[ "$(wc -c <"$work/out")" -gt $((files * 300 * 200)) ] || fail "most messages are missing"

try that limit is too low for all bytes at once
write_export "$work/one/ops" 1 $((files * 300))
run_within $limit timeline --format json "$work/one"
[ "$code" != 0 ] || fail "one file with all messages fits into $limit MB too, so the limit shows nothing"
finish
