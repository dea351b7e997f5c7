#include "multipart.h"

#include "../base/buf.h"
#include "../base/test.h"

#include <fcntl.h>
#include <unistd.h>

enum { ARENA_MAX_BYTES = 64 << 20 };

static const char form_type[] = "multipart/form-data; boundary=XX";

/* The form as one text: "name|filename|type=content;" for each part, or the error. From memory, or from a file. */
static const char *
told(const char *type, struct bytes body, bool from_file)
{
    static char out[4096];
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct multipart *m;
    const struct multipart_part *p;
    struct why why;
    struct bytes content;
    size_t n = 0;
    int fd = -1;
    if (from_file) {
        fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
        CHECK(fd >= 0 && write(fd, body.p, body.n) == (ssize_t)body.n);
    }
    enum err e = multipart_open(&a, bytes_of(type), from_file ? BYTES_NONE : body, fd, body.n, &m, &why);
    while (!e && !(e = multipart_next(m, &p, &why)) && p) {
        int head = snprintf(out + n, sizeof out - n, "%.*s|%s%.*s|%.*s=", BYTES_ARG(p->name), p->is_file ? "" : "-",
                            BYTES_ARG(p->filename), BYTES_ARG(p->media_type));
        e = multipart_read_all(m, 1000, &content, &why);
        if (!e)
            n += (size_t)head;
        if (!e)
            n += (size_t)snprintf(out + n, sizeof out - n, "%.*s;", BYTES_ARG(content));
    }
    snprintf(out + n, sizeof out - n, "%s%s", e ? "!" : "", e ? why.text : "");
    arena_done(&a);
    if (fd >= 0)
        close(fd);
    return out;
}

#define CHECK_FORM(body, want)                                                                                         \
    do {                                                                                                               \
        CHECK_STR(told(form_type, BYTES(body), false), want);                                                          \
        CHECK_STR(told(form_type, BYTES(body), true), want);                                                           \
    } while (0)

#define PART(disposition, content) "--XX\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" content "\r\n"

TEST(parts_have_names_filenames_and_content)
{
    CHECK_FORM(PART("name=\"a\"", "one") "--XX\r\ncontent-type: text/plain\r\n"
                                         "Content-Disposition: form-data; name=\"f\"; filename=\"logs/x.txt\"\r\n\r\n"
                                         "two\r\nlines\r\n--XX--\r\n",
               "a|-|=one;f|logs/x.txt|text/plain=two\r\nlines;");
    CHECK_FORM("preamble\r\n" PART("name=a", "") "--XX--", "a|-|=;");
    CHECK_FORM("--XX--", "");
    CHECK_FORM(PART("name=\"f\"; filename=\"\"", "") "--XX--\r\nepilogue", "f||=;");
    CHECK_FORM("--XX  \r\nContent-Disposition: FORM-DATA;name=a\r\n\r\nx\r\n--XX--", "a|-|=x;");
}

TEST(names_come_as_browsers_and_others_write_them)
{
    CHECK_FORM(PART("name=\"a%22b\"; filename=\"C:\\logs\\new.txt\"", "") "--XX--", "a\"b|C:\\logs\\new.txt|=;");
    CHECK_FORM(PART("name=\"a\\\"b\"; filename=\"../../etc/passwd\"", "") "--XX--", "a\"b|../../etc/passwd|=;");
    CHECK_FORM(PART("name=\"\xc3\xa9\xff\"", "") "--XX--", "\xc3\xa9\xef\xbf\xbd|-|=;");
    CHECK_FORM(PART("name=\"a; filename=b\"", "") "--XX--", "a; filename=b|-|=;");
}

TEST(what_looks_like_a_delimiter_is_content)
{
    CHECK_FORM(PART("name=a", "--XX\r\n-XX\r\n--X\r\r\n-") "--XX--", "a|-|=--XX\r\n-XX\r\n--X\r\r\n-;");
    CHECK_FORM(PART("name=a", "\r\n") "--XX--", "a|-|=\r\n;");
}

TEST(broken_forms_are_refused_and_say_what_is_wrong)
{
    CHECK_FORM("", "!the form ends in the middle of a part");
    CHECK_FORM("--XX", "!the form ends in the middle of a part");
    CHECK_FORM("--XX\r\n", "!the form ends in the middle of a part");
    CHECK_FORM(PART("name=a", "one") "--X", "!the form ends in the middle of a part");
    CHECK_FORM("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf", "!the form ends in the middle of a part");
    CHECK_FORM("--XXfoo\r\n\r\n", "!a delimiter of the form is broken");
    CHECK_FORM("--XX\r\nContent-Type: a\r\n\r\nx\r\n--XX--", "!a part of the form has no Content-Disposition");
    CHECK_FORM(PART("filename=a", "x") "--XX--", "!a part of the form has no name");
    CHECK_FORM(PART("name=\"a", "x") "--XX--", "!a part of the form has a broken Content-Disposition");
    CHECK_FORM(PART("name", "x") "--XX--", "!a part of the form has a broken Content-Disposition");
    CHECK_FORM("--XX\r\nnonsense\r\n\r\nx\r\n--XX--", "!a part of the form has a broken head");
    CHECK_FORM("--XX\r\n\r\nx: y\r\n\r\n--XX--", "!a part of the form has a broken head");
    CHECK_FORM("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
               "!a part of the form is not form-data");
    CHECK_FORM("--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n",
               "!a part of the form has two Content-Dispositions");
    CHECK_FORM("--XX\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--XX--",
               "!a part of the form is encoded in a way that forms are not");
}

TEST(the_boundary_must_be_sound)
{
    struct bytes body = BYTES(PART("name=a", "x") "--XX--");
    CHECK_STR(told("multipart/form-data; charset=utf-8; boundary=\"XX\"", body, false), "a|-|=x;");
    CHECK_STR(told("Multipart/Form-Data;BOUNDARY=XX", body, false), "a|-|=x;");
    static const char *const bad[] = {
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a\"b",
        "multipart/form-data, boundary=XX",
        "multipart/mixed; boundary=XX",
        "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_STR(told(bad[i], body, false), "!the body must be multipart/form-data with a boundary");
}

TEST(ceilings_hold)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct buf b = {0};
    buf_puts(&b, "--XX\r\nContent-Disposition: form-data; name=a\r\nX: ");
    for (int i = 0; i < MULTIPART_HEAD_MAX_BYTES; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, "\r\n\r\nx\r\n--XX--");
    CHECK_STR(told(form_type, buf_bytes(&b), true), "!the head of a part of the form is larger than 8192 bytes");
    buf_reset(&b);
    for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
        buf_puts(&b, PART("name=a", ""));
    struct multipart *m;
    const struct multipart_part *p;
    struct why why;
    CHECK_INT(multipart_open(&a, bytes_of(form_type), buf_bytes(&b), -1, 0, &m, &why), OK);
    for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
        CHECK(multipart_next(m, &p, &why) == OK && p);
    CHECK_INT(multipart_next(m, &p, &why), ERR_LIMIT);
    CHECK_STR(why.text, "the form has more than 20000 parts");
    buf_reset(&b);
    buf_puts(&b, "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n");
    for (int i = 0; i < 1001; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, "\r\n--XX--");
    CHECK_STR(told(form_type, buf_bytes(&b), false), "!the part 'a' is larger than 1000 bytes");
    buf_done(&b);
    arena_done(&a);
}

/* Content of any size around the window's: every byte comes back, whole or piece by piece, and unread parts are
 * skipped. */
TEST(large_parts_come_in_pieces)
{
    static const size_t sizes[] = {0, 1, 65536, 131000, 131060, 131072, 131073, 262144, 500001};
    struct buf b = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        buf_puts(&b, "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n");
        for (size_t k = 0; k < sizes[i]; k++)
            buf_putc(&b, "\r\n--X."[(k * 7 + i) % 6]);
        buf_puts(&b, "\r\n");
    }
    buf_puts(&b, "--XX--\r\n");
    int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    CHECK(fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n);
    for (int skip = 0; skip < 2; skip++) {
        struct arena a = {.max_bytes = ARENA_MAX_BYTES};
        struct multipart *m;
        const struct multipart_part *p;
        struct bytes piece;
        CHECK_INT(multipart_open(&a, bytes_of(form_type), BYTES_NONE, fd, b.n, &m, NULL), OK);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            CHECK(multipart_next(m, &p, NULL) == OK && p);
            size_t got = 0;
            while (!skip && multipart_read(m, &piece, NULL) == OK && piece.n)
                for (size_t k = 0; k < piece.n; k++, got++)
                    CHECK(piece.p[k] == "\r\n--X."[(got * 7 + i) % 6]);
            CHECK(skip || got == sizes[i]);
        }
        CHECK(multipart_next(m, &p, NULL) == OK && !p);
        CHECK(multipart_next(m, &p, NULL) == OK && !p);
        arena_done(&a);
    }
    close(fd);
    buf_done(&b);
}

int
main(void)
{
    RUN(parts_have_names_filenames_and_content);
    RUN(names_come_as_browsers_and_others_write_them);
    RUN(what_looks_like_a_delimiter_is_content);
    RUN(broken_forms_are_refused_and_say_what_is_wrong);
    RUN(the_boundary_must_be_sound);
    RUN(ceilings_hold);
    RUN(large_parts_come_in_pieces);
    return test_end();
}
