#include "http_programs.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIES = 500, TRY_US = 10 * 1000 };

static void
stop(const char *what)
{
    fprintf(stderr, "http: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* In the child. Whatever happens to the benchmark, its servers end. */
static void
become(const char *const argv[])
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execvp(argv[0], (char *const *)argv);
    _exit(127);
}

void
program_start_aftermath(struct program *p, const char *data_folder)
{
    char own[4096], path[4200], line[300];
    int fds[2];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    if (n < 0 || pipe(fds) != 0)
        stop("cannot find this program");
    own[n] = 0;
    *strrchr(own, '/') = 0;
    snprintf(path, sizeof path, "%s/../src/cli/aftermath", own);
    p->pid = fork();
    if (p->pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        become((const char *[]){path, "serve", "--listen", "127.0.0.1:0", "--data", data_folder, "--rate", "0", "--log",
                                "warn", NULL});
    }
    close(fds[1]);
    FILE *f = fdopen(fds[0], "r");
    const char *colon = f && fgets(line, sizeof line, f) ? strrchr(line, ':') : NULL;
    if (!colon)
        stop("aftermath does not start");
    p->port = atoi(colon + 1); // the pipe stays open: it may say more
}

static int
free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        stop("no free port");
    close(fd);
    return ntohs(a.sin_port);
}

static bool
answers(int port)
{
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool is = connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
    close(fd);
    return is;
}

bool
program_start_nginx(struct program *p, const char *folder)
{
    char conf[600];
    p->port = free_port();
    snprintf(conf, sizeof conf, "%s/nginx.conf", folder);
    FILE *f = fopen(conf, "w");
    if (!f)
        stop(conf);
    fprintf(f,
            "%sworker_processes auto;\ndaemon off;\npid %s/nginx.pid;\nerror_log %s/error.log;\n"
            "events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;\n"
            "client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; scgi_temp_path "
            "%s;\nserver { listen 127.0.0.1:%d; root %s; } }\n",
            geteuid() == 0 ? "user root;\n" : "", folder, folder, folder, folder, folder, folder, folder, p->port,
            folder);
    fclose(f);
    p->pid = fork();
    if (p->pid == 0) {
        char *path = getenv("PATH"), more[4096];
        snprintf(more, sizeof more, "%s:/usr/sbin:/sbin", path ? path : "/usr/bin");
        setenv("PATH", more, 1);
        become((const char *[]){"nginx", "-p", folder, "-e", "stderr", "-c", conf, NULL});
    }
    for (int i = 0; i < TRIES && waitpid(p->pid, NULL, WNOHANG) == 0; i++) {
        if (answers(p->port))
            return true;
        usleep(TRY_US);
    }
    p->pid = 0;
    return false;
}

void
program_stop(struct program *p)
{
    if (!p->pid)
        return;
    kill(p->pid, SIGTERM);
    waitpid(p->pid, NULL, 0);
    p->pid = 0;
}

/* ---- what it uses ---- */

/* Fields of /proc/PID/stat behind the name: 1 is the parent, 11 and 12 are ticks of CPU. */
static bool
read_stat(pid_t pid, long long *ret_parent, long long *ret_ticks)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = 0;
    char *at = strrchr(text, ')');
    long long user, system;
    if (!at ||
        sscanf(at + 2, "%*c %lld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", ret_parent, &user, &system) != 3)
        return false;
    *ret_ticks = user + system;
    return true;
}

double
program_cpu_seconds(const struct program *p)
{
    long long parent, ticks, all = 0;
    DIR *d = opendir("/proc");
    for (struct dirent *e; d && (e = readdir(d));) {
        pid_t pid = (pid_t)atoi(e->d_name);
        if (pid > 0 && read_stat(pid, &parent, &ticks) && (pid == p->pid || parent == p->pid))
            all += ticks;
    }
    if (d)
        closedir(d);
    return (double)all / (double)sysconf(_SC_CLK_TCK);
}

void
program_memory(const struct program *p, double *ret_rss_mb, double *ret_pss_mb)
{
    char path[64], line[200];
    long kib;
    *ret_rss_mb = *ret_pss_mb = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)p->pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        if (sscanf(line, "Rss: %ld", &kib) == 1)
            *ret_rss_mb = (double)kib / 1024;
        else if (sscanf(line, "Pss: %ld", &kib) == 1)
            *ret_pss_mb = (double)kib / 1024;
    }
    if (f)
        fclose(f);
}
