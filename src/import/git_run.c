#include "git_run.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = 4096, READ_BYTES = 64 << 10, COMPLAINT_MAX_BYTES = 300 };

/* Settings on the command line go before those of the repository. */
static const char *const hardening[] = {
    "git",
    "--no-pager",
    "-c",
    "safe.directory=*", // what its owner could do by settings is overridden here
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.pager=cat",
    "-c",
    "core.sshCommand=false",
    "-c",
    "core.askPass=false",
    "-c",
    "core.commitGraph=false", // a cache that may lie about dates
    "-c",
    "credential.helper=",
    "-c",
    "gpg.program=false",
    "-c",
    "gpg.ssh.program=false",
    "-c",
    "gpg.x509.program=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.mailmap=false",
    "-c",
    "diff.external=false",
    "-c",
    "format.pretty=medium", // a form that git does not know would end it
    "-c",
    "log.date=default",
    "-c",
    "protocol.allow=never",
};
enum { HARDENING_COUNT = sizeof hardening / sizeof *hardening };

/* The user's PATH finds git; nothing else of the environment is handed on. */
static const char *const environment[] = {
    "LC_ALL=C",
    "TZ=UTC",
    "HOME=/nonexistent",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_ALLOW_PROTOCOL=none", // beats the repository's protocol.*.allow; no transport has this name
    "GIT_SSH_COMMAND=false",
    "GIT_ASKPASS=false",
    "GIT_PAGER=cat",
};
enum { ENVIRONMENT_COUNT = sizeof environment / sizeof *environment };

struct child {
    pid_t pid;
    int out, err;         // reading ends; -1 when at their end
    struct buf complaint; // the beginning of what it writes to standard error
};

/* The repository is named outright: git does not look for one in the folders above. */
static bool
git_dir_argument(const char *path, char ret[PATH_MAX_BYTES])
{
    struct stat st;
    int n = snprintf(ret, PATH_MAX_BYTES, "--git-dir=%s/.git", path);
    if (n < 0 || n >= PATH_MAX_BYTES)
        return false;
    if (stat(ret + strlen("--git-dir="), &st) != 0)
        snprintf(ret, PATH_MAX_BYTES, "--git-dir=%s", path); // shorter than before: it fits
    return true;
}

static void
close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static int
spawn(pid_t *ret, char *const *argv, char *const *env, int out, int err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int e = posix_spawnp(ret, "git", &actions, &attributes, argv, env);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return e;
}

static enum err
start(struct child *c, const char *path, const char *const *args, struct why *why)
{
    char git_dir[PATH_MAX_BYTES], path_variable[PATH_MAX_BYTES];
    char *argv[HARDENING_COUNT + GIT_ARGS_MAX + 2] = {0}, *env[ENVIRONMENT_COUNT + 2] = {0};
    size_t argc = 0, envc = 0;
    if (!git_dir_argument(path, git_dir))
        return fail(why, ERR_LIMIT, "the path is longer than %d bytes", PATH_MAX_BYTES);
    for (; argc < HARDENING_COUNT; argc++)
        argv[argc] = (char *)hardening[argc]; // posix_spawn() takes them so and does not write
    argv[argc++] = git_dir;
    for (size_t i = 0; args[i]; i++) {
        assert(i < GIT_ARGS_MAX);
        argv[argc++] = (char *)args[i];
    }
    const char *user_path = getenv("PATH");
    snprintf(path_variable, sizeof path_variable, "PATH=%s", user_path ? user_path : "/usr/bin:/bin");
    env[envc++] = path_variable;
    for (size_t i = 0; i < ENVIRONMENT_COUNT; i++)
        env[envc++] = (char *)environment[i];

    int fds[4] = {-1, -1, -1, -1};
    if (pipe2(fds, O_CLOEXEC) || pipe2(fds + 2, O_CLOEXEC)) {
        close_all(fds, 4);
        return fail(why, ERR_IO, "no pipe for git: %s", strerror(errno));
    }
    int e = spawn(&c->pid, argv, env, fds[1], fds[3]);
    close(fds[1]);
    close(fds[3]);
    c->out = fds[0];
    c->err = fds[2];
    if (!e)
        return OK;
    close_all((int[]){c->out, c->err}, 2);
    return fail(why, ERR_IO, "the program git cannot be started: %s", strerror(e));
}

/* Takes what is there. False at the end. */
static bool
take(int *fd, struct buf *to)
{
    char chunk[READ_BYTES];
    ssize_t n = read(*fd, chunk, sizeof chunk);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n > 0) {
        buf_add(to, (struct bytes){chunk, (size_t)n});
        return true;
    }
    close(*fd);
    *fd = -1;
    return false;
}

static enum err
collect(struct child *c, struct buf *out, struct why *why)
{
    while (c->out >= 0 || c->err >= 0) {
        struct pollfd fds[2] = {{.fd = c->out, .events = POLLIN}, {.fd = c->err, .events = POLLIN}};
        int n = poll(fds, 2, GIT_SILENCE_MAX_MS);
        if (n < 0 && errno != EINTR)
            return fail(why, ERR_IO, "waiting for git: %s", strerror(errno));
        if (n == 0)
            return fail(why, ERR_IO, "git said nothing for %d seconds", GIT_SILENCE_MAX_MS / 1000);
        if (n > 0 && fds[0].revents)
            take(&c->out, out);
        if (n > 0 && fds[1].revents)
            take(&c->err, &c->complaint);
        if (out->full)
            return fail(why, ERR_LIMIT, "git printed more than %zu MiB; a shorter time has less", out->max_bytes >> 20);
    }
    return OK;
}

/* The complaint's first line, fit for a terminal: it may quote the repository. */
static enum err
fail_as_git(struct child *c, struct why *why)
{
    struct bytes rest = buf_bytes(&c->complaint), line = BYTES_NONE;
    bytes_line(&rest, &line);
    char text[COMPLAINT_MAX_BYTES + 1];
    size_t n = line.n < COMPLAINT_MAX_BYTES ? line.n : COMPLAINT_MAX_BYTES;
    for (size_t i = 0; i < n; i++)
        text[i] = line.p[i] < ' ' || line.p[i] == 0x7f ? '?' : line.p[i]; // and everything that is not ASCII
    text[n] = '\0';
    return fail(why, ERR_INVALID, "git cannot read it: %s", n ? text : "no reason given");
}

enum err
git_run(struct buf *out, const char *path, const char *const *args, int *ret_status, struct why *why)
{
    struct child c = {.complaint = {.max_bytes = COMPLAINT_MAX_BYTES}};
    enum err e = start(&c, path, args, why);
    if (e)
        return e;
    e = collect(&c, out, why);
    if (e)
        kill(c.pid, SIGKILL);
    close_all((int[]){c.out, c.err}, 2);
    int status = 0;
    while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!e && !WIFEXITED(status))
        e = fail(why, ERR_IO, "git was ended by signal %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    else if (!e && WEXITSTATUS(status) > 1)
        e = fail_as_git(&c, why);
    else if (!e)
        *ret_status = WEXITSTATUS(status);
    buf_done(&c.complaint);
    return e;
}
