#include "log.h"

#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static char text[1 << 20];

/* What log_write() wrote since, without its time. */
static const char *
written(int fd)
{
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    CHECK(n >= 0);
    text[n] = '\0';
    CHECK(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
    const char *level = strstr(text, " level=");
    return level ? level + 1 : text;
}

static int
start(enum log_level from)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_APPEND, 0600);
    CHECK(fd >= 0);
    log_start(from, fd);
    return fd;
}

static void
stop(int fd)
{
    log_start(LOG_LEVEL_INFO, STDERR_FILENO);
    close(fd);
}

TEST(a_record_is_one_line_of_fields)
{
    int fd = start(LOG_LEVEL_INFO);
    log_write(LOG_LEVEL_INFO, "http", "listening", LOG_WITH(log_text("address", "::1"), log_int("port", -80)));
    CHECK_STR(written(fd), "level=info area=http msg=listening address=::1 port=-80\n");
    CHECK(strncmp(text, "time=2", 6) == 0);
    CHECK(text[28] == 'Z' && text[15] == 'T'); // time=2026-03-01T09:30:00.123Z
    log_write(LOG_LEVEL_ERROR, "http", "has stopped", LOG_ALONE);
    CHECK_STR(written(fd), "level=error area=http msg=\"has stopped\"\n");
    stop(fd);
}

TEST(records_below_the_level_are_dropped)
{
    int fd = start(LOG_LEVEL_WARN);
    log_write(LOG_LEVEL_INFO, "a", "b", LOG_ALONE);
    CHECK_STR(written(fd), "");
    log_write(LOG_LEVEL_WARN, "a", "b", LOG_ALONE);
    CHECK_STR(written(fd), "level=warn area=a msg=b\n");
    enum log_level level = LOG_LEVEL_INFO;
    CHECK(log_level_of("debug", &level) && level == LOG_LEVEL_DEBUG);
    CHECK(!log_level_of("loud", &level) && level == LOG_LEVEL_DEBUG);
    stop(fd);
}

TEST(a_hostile_value_stays_one_value)
{
    static const struct {
        struct bytes value;
        const char *says;
    } cases[] = {
        {BYTES_INIT("plain/path?x"), "plain/path?x"},
        {BYTES_INIT(""), "\"\""},
        {BYTES_INIT("a b"), "\"a b\""},
        {BYTES_INIT("a=b"), "\"a=b\""},
        {BYTES_INIT("say \"x\" \\"), "\"say \\\"x\\\" \\\\\""},
        {BYTES_INIT("a\nlevel=error"), "\"a\\nlevel=error\""},
        {BYTES_INIT("\x1b[2J\r\t\x7f"), "\"\\u001b[2J\\u000d\\u0009\\u007f\""},
        {BYTES_INIT("\xc2\x9b"), "\"\\u009b\""},
        {BYTES_INIT("a\0b"), "\"a\\u0000b\""},
        {BYTES_INIT("\xe2\x80\xae"), "\"\\u202e\""},
        {BYTES_INIT("\xff"), "\"\xef\xbf\xbd\""},
        {BYTES_INIT("\xc3\xa9"), "\"\xc3\xa9\""},
    };
    int fd = start(LOG_LEVEL_INFO);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char want[200];
        snprintf(want, sizeof want, "level=info area=a msg=m v=%s\n", cases[i].says);
        log_write(LOG_LEVEL_INFO, "a", "m", LOG_WITH(log_bytes("v", cases[i].value)));
        CHECK_STR(written(fd), want);
    }
    stop(fd);
}

TEST(a_long_value_is_cut)
{
    static char v[LOG_VALUE_MAX_BYTES + 2];
    memset(v, 'x', sizeof v - 1);
    int fd = start(LOG_LEVEL_INFO);
    log_write(LOG_LEVEL_INFO, "a", "m", LOG_WITH(log_text("v", v), log_int("n", 1)));
    const char *line = written(fd);
    CHECK(strstr(line, "xxx...\" n=1\n"));
    CHECK_INT(strlen(line), strlen("level=info area=a msg=m v=\"...\" n=1\n") + LOG_VALUE_MAX_BYTES);
    stop(fd);
}

enum { THREADS = 8, LINES = 200 };

static void *
log_much(void *arg)
{
    for (int i = 0; i < LINES; i++)
        log_write(LOG_LEVEL_INFO, "a", "from many threads", LOG_WITH(log_text("name", arg), log_int("i", i)));
    return NULL;
}

TEST(lines_of_several_threads_do_not_mix)
{
    int fd = start(LOG_LEVEL_INFO);
    pthread_t threads[THREADS];
    char name[] = "a name with blanks";
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, log_much, name) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    written(fd);
    struct bytes rest = bytes_of(text), line;
    int count = 0;
    for (; bytes_line(&rest, &line); count++) {
        CHECK(bytes_starts(line, "time="));
        CHECK(bytes_find(line, "msg=\"from many threads\" name=\"a name with blanks\" i=") > 0);
        CHECK(bytes_find(bytes_from(line, 1), "time=") == BYTES_NOT_FOUND);
    }
    CHECK_INT(count, THREADS * LINES);
    stop(fd);
}

int
main(void)
{
    RUN(a_record_is_one_line_of_fields);
    RUN(records_below_the_level_are_dropped);
    RUN(a_hostile_value_stays_one_value);
    RUN(a_long_value_is_cut);
    RUN(lines_of_several_threads_do_not_mix);
    return test_end();
}
