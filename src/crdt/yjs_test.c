/*
 * The engine against npm yjs: tests/crdt/differ.mjs runs random sessions in a node process and asks this program, over
 * two pipes, what the engine makes of the same bytes. CRDT_SESSIONS and CRDT_SEED choose other sessions than the usual
 * ones; TEST_LONG runs many more.
 *
 * A question: { u32 little-endian length, u8 code, u8 document, payload }; an answer: { u32 length, u8 error, payload
 * }.
 */
#include "../base/test.h"
#include "awareness.h"
#include "protocol.h"
#include "yjs_edit.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DOCS = 3, SESSIONS_USUAL = 500, SESSIONS_LONG = 20000 };

/* The codes of tests/crdt/engine.mjs. */
enum question {
    ASK_RESET,
    ASK_APPLY,
    ASK_ENCODE,
    ASK_DIFF,
    ASK_STATE_VECTOR,
    ASK_DELETE_SET,
    ASK_TEXT,
    ASK_DELTA,
    ASK_JSON,
    ASK_XML,
    ASK_PROSEMIRROR,
    ASK_MERGE,
    ASK_UPDATE_DIFF,
    ASK_UPDATE_STATE_VECTOR,
    ASK_BYE,
    ASK_AWARENESS,
    ASK_PARTS,
    ASK_FRAME,
    ASK_EDIT,
    ASK_ENCODE_V2,
    ASK_TO_V2,
    ASK_TO_V1,
    ASK_APPLY_V2,
};

/* What the questions are about. */
struct table {
    struct doc *docs[DOCS];
    struct awareness *awareness;
};

static bool
read_all(int fd, void *p, size_t n)
{
    for (size_t got = 0; got < n;) {
        ssize_t k = read(fd, (char *)p + got, n - got);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        got += (size_t)k;
    }
    return true;
}

static void
write_all(int fd, const void *p, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = write(fd, (const char *)p + done, n - done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return;
        done += (size_t)k;
    }
}

enum { PIECES_MAX = 64 };

static size_t
pieces_of(struct bytes all, struct bytes ret[PIECES_MAX])
{
    size_t count = 0;
    while (all.n >= 4 && count < PIECES_MAX) {
        uint32_t n;
        memcpy(&n, all.p, 4);
        ret[count++] = bytes_cut(all, 4, n);
        all = bytes_from(all, 4 + (size_t)n);
    }
    return count;
}

static enum err
answer_apply(struct doc *d, struct bytes update, struct buf *out, struct why *why)
{
    struct doc_change change;
    struct buf told = {0};
    enum err e = doc_apply_told(d, update, &told, &change, why);
    if (!e) {
        buf_putc(out, change.changed);
        buf_putc(out, change.pending);
        buf_add(out, buf_bytes(&told));
    }
    buf_done(&told);
    return e;
}

/* { u32 seconds, update }: the news, and who is there afterwards. */
static enum err
answer_awareness(struct awareness *a, struct bytes in, struct buf *out, struct why *why)
{
    uint32_t seconds;
    memcpy(&seconds, in.p, sizeof seconds);
    struct buf news = {0};
    awareness_expire(a, seconds * 1000LL, NULL);
    enum err e = awareness_apply(a, bytes_from(in, 4), seconds * 1000LL, &news, why);
    uint32_t n = (uint32_t)news.n;
    buf_add(out, (struct bytes){(char *)&n, sizeof n});
    buf_add(out, buf_bytes(&news));
    awareness_encode(a, out);
    buf_done(&news);
    return e;
}

static void
add_piece(void *ctx, struct bytes frame)
{
    uint32_t n = (uint32_t)frame.n;
    buf_add(ctx, (struct bytes){(char *)&n, sizeof n});
    buf_add(ctx, frame);
}

static enum err
answer_frame(struct doc *d, struct bytes in, struct buf *out, struct why *why)
{
    struct message m;
    enum err e = message_read(in, &m, why);
    return e ? e : doc_answer(d, &m, out, NULL, why);
}

static enum err
answer(struct table *t, uint8_t number, enum question q, struct bytes in, struct buf *out, struct why *why)
{
    struct doc **d = &t->docs[number % DOCS];
    struct bytes piece[PIECES_MAX] = {0};
    switch (q) {
    case ASK_RESET:
        doc_free(*d);
        awareness_free(t->awareness);
        t->awareness = awareness_new(NULL);
        *d = doc_new(&(struct doc_options){.keep_deleted = in.n && in.p[0], .hash_seed = 77});
        return OK;
    case ASK_APPLY:
        return answer_apply(*d, in, out, why);
    case ASK_ENCODE:
        doc_encode(*d, out);
        return OK;
    case ASK_DIFF:
        return doc_encode_diff(*d, in, out, why);
    case ASK_STATE_VECTOR:
        doc_encode_state_vector(*d, out);
        return OK;
    case ASK_DELETE_SET:
        doc_encode_delete_set(*d, out);
        return OK;
    case ASK_TEXT:
        doc_text(*d, in, out);
        return OK;
    case ASK_DELTA:
        doc_delta(*d, in, out);
        return OK;
    case ASK_JSON:
        doc_json(*d, bytes_from(in, 1), (enum doc_type)in.p[0], out);
        return OK;
    case ASK_XML:
        doc_xml(*d, bytes_from(in, 1), (enum doc_type)in.p[0], out);
        return OK;
    case ASK_PROSEMIRROR:
        doc_prosemirror(*d, in, out);
        return OK;
    case ASK_MERGE:
        return update_merge(piece, pieces_of(in, piece), out, why);
    case ASK_UPDATE_DIFF:
        pieces_of(in, piece);
        return update_diff(piece[0], piece[1], out, why);
    case ASK_UPDATE_STATE_VECTOR:
        return update_state_vector(in, out, why);
    case ASK_BYE:
        return OK;
    case ASK_AWARENESS:
        return answer_awareness(t->awareness, in, out, why);
    case ASK_PARTS:
        return doc_answer_in_parts(*d, in, 200, add_piece, out, why);
    case ASK_FRAME:
        return answer_frame(*d, in, out, why);
    case ASK_EDIT:
        return edit_all(*d, in, out, why);
    case ASK_ENCODE_V2:
        doc_encode_v2(*d, out);
        return OK;
    case ASK_TO_V2:
        return update_v2_from_v1(in, out, why);
    case ASK_TO_V1:
        return update_v1_from_v2(in, out, why);
    case ASK_APPLY_V2:
        return doc_apply_v2(*d, in, NULL, why);
    }
    return ERR_INVALID;
}

/* Answers until node says goodbye. */
static bool
serve(int in, int out)
{
    struct table t = {{doc_new(NULL), doc_new(NULL), doc_new(NULL)}, awareness_new(NULL)};
    bool polite = false;
    uint32_t n;
    while (!polite && read_all(in, &n, sizeof n)) {
        char *question = malloc(n); // of the exact size, so that the sanitizer sees who reads behind it
        assert(question && n >= 2);
        if (!read_all(in, question, n))
            break;
        struct buf text = {0};
        struct why why = {0};
        enum err e = answer(&t, (uint8_t)question[1], (enum question)question[0], (struct bytes){question + 2, n - 2},
                            &text, &why);
        struct bytes said = e ? bytes_of(why.text) : buf_bytes(&text);
        uint32_t length = (uint32_t)said.n + 1;
        char code = (char)e;
        struct buf all = {0};
        buf_add(&all, (struct bytes){(char *)&length, sizeof length});
        buf_add(&all, (struct bytes){&code, 1});
        buf_add(&all, said);
        write_all(out, all.p, all.n);
        polite = question[0] == ASK_BYE;
        buf_done(&all);
        buf_done(&text);
        free(question);
    }
    for (size_t i = 0; i < DOCS; i++)
        doc_free(t.docs[i]);
    awareness_free(t.awareness);
    return polite;
}

static pid_t
start_node(const char *sessions, const char *seed, int *ret_in, int *ret_out)
{
    int to[2], from[2];
    assert(!pipe(to) && !pipe(from));
    pid_t pid = fork();
    assert(pid >= 0);
    if (!pid) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[0]);
        close(to[1]);
        close(from[0]);
        close(from[1]);
        execlp("node", "node", "tests/crdt/differ.mjs", sessions, seed, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    *ret_in = from[0];
    *ret_out = to[1];
    return pid;
}

TEST(random_sessions_agree_with_yjs_to_the_byte)
{
    if (access("tests/crdt/node_modules/yjs/package.json", R_OK)) {
        SKIP("yjs is not there: script/bootstrap fetches it");
        return;
    }
    const char *sessions = getenv("CRDT_SESSIONS"), *seed = getenv("CRDT_SEED");
    char usual[16];
    snprintf(usual, sizeof usual, "%d", getenv("TEST_LONG") ? SESSIONS_LONG : SESSIONS_USUAL);
    int in, out, status;
    signal(SIGPIPE, SIG_IGN);
    pid_t pid = start_node(sessions ? sessions : usual, seed ? seed : "1", &in, &out);
    bool polite = serve(in, out);
    close(in);
    close(out);
    CHECK(waitpid(pid, &status, 0) == pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        SKIP("node is not there");
        return;
    }
    CHECK(polite && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int
main(void)
{
    RUN(random_sessions_agree_with_yjs_to_the_byte);
    return test_end();
}
