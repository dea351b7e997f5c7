#ifndef BENCH_HTTP_PROGRAMS_H
#define BENCH_HTTP_PROGRAMS_H
/* The servers that bench/http.c measures: started on free ports, ended with it, and what they use. */
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct program {
    pid_t pid; // 0: not there
    int port;
};

/* `aftermath serve` beside this benchmark's own program. Exits with a message when it does not start. */
void program_start_aftermath(struct program *p, const char *data_folder);
/* nginx that serves `folder`; false when there is none on this machine. */
bool program_start_nginx(struct program *p, const char *folder);
void program_stop(struct program *p);

/* CPU seconds of a program and the children it has. */
double program_cpu_seconds(const struct program *p);
void program_memory(const struct program *p, double *ret_rss_mb, double *ret_pss_mb);
#endif
