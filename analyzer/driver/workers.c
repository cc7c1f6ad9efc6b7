#include "driver/workers.h"

#include "base/arena.h"
#include "base/check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IDLE = -1 };

struct worker {
    pid_t pid;
    int to, from;  /* pipes */
    long item;     /* what it works on, or IDLE */
    int64_t since; /* milliseconds */
    struct buf received;
};

struct message {
    uint64_t item, size;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool write_all(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool read_all(int fd, void *data, size_t size)
{
    char *at = data;
    while (size) {
        ssize_t got = read(fd, at, size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static _Noreturn void serve(const struct worker_job *job, int in, int out)
{
    uint64_t item;
    struct buf bytes = {0};
    while (read_all(in, &item, sizeof(item))) {
        buf_clear(&bytes);
        job->work(job->context, (size_t)item, &bytes);
        struct message head = {.item = item, .size = bytes.count};
        if (!write_all(out, &head, sizeof(head)) || !write_all(out, bytes.data, bytes.count)) {
            break;
        }
    }
    _exit(0);
}

static void start(const struct worker_job *job, struct worker *workers, unsigned index)
{
    struct worker *worker = &workers[index];
    int to[2];
    int from[2];
    if (pipe(to) != 0 || pipe(from) != 0) {
        die("cannot start a worker: %s", strerror(errno));
    }
    worker->pid = fork();
    if (worker->pid < 0) {
        die("cannot start a worker: %s", strerror(errno));
    }
    if (worker->pid == 0) {
        for (unsigned i = 0; i < job->workers;
             i++) { /* the others' pipes must close with their parent's end */
            if (i != index && workers[i].pid > 0) {
                close(workers[i].to);
                close(workers[i].from);
            }
        }
        close(to[1]);
        close(from[0]);
        serve(job, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    worker->to = to[1];
    worker->from = from[0];
    worker->item = IDLE;
    buf_clear(&worker->received);
}

static void stop(struct worker *worker, bool force)
{
    close(worker->to);
    close(worker->from);
    if (force) {
        kill(worker->pid, SIGKILL);
    }
    waitpid(worker->pid, NULL, 0);
    worker->pid = 0;
}

static void give(struct worker *worker, size_t *next, size_t count)
{
    if (*next < count) {
        uint64_t item = *next;
        worker->item = (long)(*next)++;
        worker->since = now_ms();
        /* A dead worker shows as end of file on its other pipe. */
        (void)write_all(worker->to, &item, sizeof(item));
    }
}

/* Takes what has arrived. False when the worker has died. */
static bool receive(const struct worker_job *job, struct worker *worker)
{
    char chunk[65536];
    ssize_t got = read(worker->from, chunk, sizeof(chunk));
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (got == 0) {
        return false;
    }
    buf_addn(&worker->received, chunk, (size_t)got);
    struct message head;
    if (worker->received.count >= sizeof(head)) {
        memcpy(&head, worker->received.data, sizeof(head));
        if (worker->received.count >= sizeof(head) + head.size) {
            job->done(job->context, (size_t)head.item, WORKER_DONE, worker->received.data + sizeof(head),
                      (size_t)head.size);
            worker->item = IDLE;
            buf_clear(&worker->received);
        }
    }
    return true;
}

static void lose(const struct worker_job *job, struct worker *workers, unsigned index,
                 enum worker_status status)
{
    size_t item = (size_t)workers[index].item;
    stop(&workers[index], true);
    start(job, workers, index);
    job->done(job->context, item, status, NULL, 0);
}

static void wait_once(const struct worker_job *job, struct worker *workers)
{
    struct pollfd *polls = mem_realloc(NULL, job->workers * sizeof(*polls));
    for (unsigned i = 0; i < job->workers; i++) {
        polls[i] = (struct pollfd){.fd = workers[i].item == IDLE ? -1 : workers[i].from, .events = POLLIN};
    }
    poll(polls, job->workers, 1000);
    int64_t now = now_ms();
    for (unsigned i = 0; i < job->workers; i++) {
        struct worker *worker = &workers[i];
        if (worker->item == IDLE) {
            continue;
        }
        if (polls[i].revents && !receive(job, worker)) {
            lose(job, workers, i, WORKER_CRASHED);
        } else if (worker->item != IDLE && now - worker->since > (int64_t)job->seconds_max * 1000) {
            lose(job, workers, i, WORKER_TIMED_OUT);
        }
    }
    free(polls);
}

void workers_run(const struct worker_job *asked)
{
    struct worker_job job = *asked;
    job.workers = job.workers > job.count ? (unsigned)job.count : job.workers;
    if (!job.count) {
        return;
    }
    signal(SIGPIPE, SIG_IGN);
    struct worker *workers = mem_realloc(NULL, job.workers * sizeof(*workers));
    memset(workers, 0, job.workers * sizeof(*workers));
    for (unsigned i = 0; i < job.workers; i++) {
        start(&job, workers, i);
    }
    size_t next = 0;
    for (;;) {
        bool busy = false;
        for (unsigned i = 0; i < job.workers; i++) {
            if (workers[i].item == IDLE) {
                give(&workers[i], &next, job.count);
            }
            busy |= workers[i].item != IDLE;
        }
        if (!busy) {
            break;
        }
        wait_once(&job, workers);
    }
    for (unsigned i = 0; i < job.workers; i++) {
        stop(&workers[i], false);
        buf_free(&workers[i].received);
    }
    free(workers);
}
