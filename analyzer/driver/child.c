#include "driver/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool child_is_program(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

const char *child_find(struct arena *run, const char *name, const char *folder)
{
    const char *rest = getenv("PATH");
    while (rest && *rest) {
        size_t length = strcspn(rest, ":");
        if (*rest == '/' && (!folder || (strlen(folder) == length && strncmp(folder, rest, length) == 0))) {
            const char *path = arena_printf(run, "%.*s/%s", (int)length, rest, name);
            if (child_is_program(path)) {
                return path;
            }
        }
        rest += length;
        rest += *rest == ':';
    }
    return NULL;
}

/* In the child. Nothing of this process but one end of a pipe reaches it, and no folder of the tree. */
static _Noreturn void become(const struct child *child, int end)
{
    bool output = child->stream == CHILD_OUTPUT;
    int nothing = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
        dup2(output ? end : nothing, STDOUT_FILENO) >= 0 &&
        dup2(output ? nothing : end, STDERR_FILENO) >= 0 && chdir("/") == 0) {
        close_range(STDERR_FILENO + 1, ~0U, 0);
        setenv("LC_ALL", "C", 1);
        execv(child->program, (char *const *)child->words);
    }
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads until the end. False if it took too long or said too much. */
static bool read_all(const struct child *child, struct buf *said, int from)
{
    int64_t end = now_ms() + (int64_t)child->seconds_max * 1000;
    char chunk[16384];
    for (;;) {
        int64_t left = end - now_ms();
        struct pollfd ready = {.fd = from, .events = POLLIN};
        int count = left > 0 ? poll(&ready, 1, (int)left) : 0;
        if (count < 0 && errno == EINTR) {
            continue;
        }
        ssize_t got = count > 0 ? read(from, chunk, sizeof(chunk)) : -1;
        if (got == 0) {
            return true;
        }
        if (got < 0 || said->count + (size_t)got > child->said_max) {
            return false;
        }
        buf_addn(said, chunk, (size_t)got);
    }
}

bool child_run(const struct child *child, struct buf *said)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        become(child, ends[1]);
    }
    close(ends[1]);
    bool ended = pid > 0 && read_all(child, said, ends[0]);
    close(ends[0]);
    int status = -1;
    if (pid > 0) {
        if (!ended) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL); /* it may not have its own group yet */
        }
        waitpid(pid, &status, 0);
    }
    return ended && status == 0;
}
