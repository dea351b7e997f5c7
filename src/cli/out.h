#ifndef CLI_OUT_H
#define CLI_OUT_H
/*
 * Standard output that remembers why it failed: a full disk must not look like success, and stdio forgets errno.
 *
 *     struct out out;
 *     FILE *f = out_open(&out, STDOUT_FILENO);
 *     fprintf(f, ...);
 *     int error = out_close(&out);             // 0, or the errno of the first write that failed
 */
#include <stdio.h>

struct out {
    FILE *file;
    int fd;
    int error; // of the first write that failed; later ones are not tried
};

/* The stream, which ends with out_close(); NULL when the system has no memory. `o` must stay where it is. */
FILE *out_open(struct out *o, int fd);
int out_close(struct out *o); // the descriptor stays open; takes a zeroed one

/*
 * One line on standard error, made printable: control characters in names and messages become '?', so that they cannot
 * drive the terminal. who: the command, or NULL.
 */
void out_say(const char *who, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif
