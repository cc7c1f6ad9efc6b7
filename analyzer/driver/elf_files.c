#include "driver/elf_files.h"

#include "driver/workers.h"
#include "objects/elf_code.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first byte of what a worker sends. */
enum { SENT_PROBLEM = 'P', SENT_CODE = 'C' };

struct elf_path {
    const char *path;
    bool asked; /* by its own name */
};

struct reading {
    struct compiled *compiled;
    struct arena *run;
    struct notice_list *notices;
    VEC(struct elf_path) paths;
    VEC(struct code) codes; /* by path */
    bool too_many;
};

static void notice(struct reading *reading, enum notice_kind kind, const char *message)
{
    struct notice notice = {.kind = kind, .message = message};
    VEC_PUSH(reading->notices, notice);
}

static void add_path(struct reading *reading, const char *path, bool asked)
{
    if (reading->paths.count == ELF_FILES_MAX) {
        reading->too_many = true;
        return;
    }
    struct elf_path entry = {.path = path, .asked = asked};
    VEC_PUSH(&reading->paths, entry);
}

/* An ELF file for a machine that critlint reads: what else lies in a folder is nobody's mistake. */
static bool is_ours(const char *path)
{
    unsigned char head[20];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    bool whole = read(file, head, sizeof(head)) == (ssize_t)sizeof(head);
    close(file);
    if (!whole || memcmp(head, ELFMAG, SELFMAG) != 0) {
        return false;
    }
    bool big = head[EI_DATA] == ELFDATA2MSB;
    unsigned type = big ? head[16] << 8 | head[17] : head[17] << 8 | head[16];
    unsigned machine = big ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
    bool code = type == ET_REL || type == ET_EXEC || type == ET_DYN;
    bool linked_only = machine == EM_AVR && type == ET_REL;
    return code && !linked_only && (machine == EM_ARM || machine == EM_AVR || machine == EM_RISCV);
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void find_in(struct reading *reading, const char *folder, int depth)
{
    struct dirent **names;
    int count = depth < ELF_FOLDER_DEPTH_MAX ? scandir(folder, &names, NULL, compare_names) : -1;
    for (int i = 0; i < count; i++) {
        const char *name = names[i]->d_name;
        struct stat info;
        if (name[0] != '.') {
            const char *path = arena_printf(reading->run, "%s/%s", folder, name);
            bool known = lstat(path, &info) == 0;
            if (known && S_ISDIR(info.st_mode)) {
                find_in(reading, path, depth + 1);
            } else if (known && S_ISREG(info.st_mode) && is_ours(path)) {
                add_path(reading, path, false);
            }
        }
        free(names[i]);
    }
    if (count >= 0) {
        free(names);
    }
}

/* ---- in a worker ----------------------------------------------------------------------------------- */

static void work(void *context, size_t item, struct buf *out)
{
    const struct reading *reading = context;
    struct arena arena = {0};
    struct code code;
    const char *problem = elf_code_read(&code, &arena, reading->paths.data[item].path);
    const char kind = problem ? SENT_PROBLEM : SENT_CODE;
    buf_addn(out, &kind, 1);
    if (problem) {
        buf_add(out, problem);
    } else {
        code_write(out, &code);
    }
    code_free(&code);
    arena_free(&arena);
}

/* ---- in the parent --------------------------------------------------------------------------------- */

static void done(void *context, size_t item, enum worker_status status, const void *data, size_t size)
{
    struct reading *reading = context;
    const char *path = reading->paths.data[item].path;
    struct code *code = &reading->codes.data[item];
    const char *bytes = data;
    const char *problem = NULL;
    if (status != WORKER_DONE || !size) {
        problem = status == WORKER_TIMED_OUT ? "took too long to read: it is huge, or damaged"
                                             : "is damaged: the libraries that read it crashed on it";
    } else if (*bytes == SENT_PROBLEM) {
        problem = arena_strndup(reading->run, bytes + 1, size - 1);
    } else if (!code_read(code, bytes + 1, size - 1)) {
        code_free(code);
        problem = "is damaged: what was read from it makes no sense";
    }
    bool asked = reading->paths.data[item].asked;
    if (problem && !asked && strcmp(problem, ELF_CODE_EMPTY) == 0) {
        return; /* an object of data alone */
    }
    if (problem) {
        notice(reading, asked ? NOTICE_ERROR : NOTICE_LIMIT,
               arena_printf(reading->run, "'%s' %s", path, problem));
    } else if (code->truncated) {
        notice(reading, NOTICE_LIMIT,
               arena_printf(reading->run, "'%s' holds more code than is looked at", path));
    }
}

static void read_all(struct reading *reading, const struct options *options)
{
    struct worker_job job = {.count = reading->paths.count,
                             .workers =
                                 options->jobs ? options->jobs : (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
                             .seconds_max = ELF_SECONDS_MAX,
                             .work = work,
                             .done = done,
                             .context = reading};
    for (size_t i = 0; i < reading->paths.count; i++) {
        struct code empty = {.arch = 0};
        VEC_PUSH(&reading->codes, empty);
    }
    job.workers = job.workers < job.count ? job.workers : (unsigned)job.count;
    workers_run(&job);
    for (size_t i = 0; i < reading->paths.count; i++) {
        if (reading->codes.data[i].insns.count) {
            compiled_add(reading->compiled, reading->paths.data[i].path, &reading->codes.data[i]);
        }
        code_free(&reading->codes.data[i]);
    }
}

static bool fits(struct reading *reading, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        notice(reading, NOTICE_ERROR,
               arena_printf(reading->run, "cannot read '%s': %s", path, strerror(errno)));
        return false;
    }
    if (S_ISREG(info.st_mode) && info.st_size > ELF_BYTES_MAX) {
        notice(reading, NOTICE_ERROR,
               arena_printf(reading->run, "'%s' is larger than %d MiB", path, ELF_BYTES_MAX >> 20));
        return false;
    }
    return true;
}

static int compare_paths(const void *left, const void *right)
{
    const struct elf_path *a = left;
    const struct elf_path *b = right;
    int order = strcmp(a->path, b->path);
    return order ? order : (int)b->asked - (int)a->asked;
}

/* In an order that the command line does not decide, and each once. */
static void sort_paths(struct reading *reading)
{
    size_t kept = 0;
    if (reading->paths.count) {
        qsort(reading->paths.data, reading->paths.count, sizeof(*reading->paths.data), compare_paths);
    }
    for (size_t i = 0; i < reading->paths.count; i++) {
        if (!kept || strcmp(reading->paths.data[kept - 1].path, reading->paths.data[i].path) != 0) {
            reading->paths.data[kept++] = reading->paths.data[i];
        }
    }
    reading->paths.count = kept;
}

void elf_files_read(struct compiled *compiled, const struct options *options, struct arena *run,
                    struct notice_list *notices)
{
    struct reading reading = {.compiled = compiled, .run = run, .notices = notices};
    const char *missing = elf_code_missing();
    if (missing) {
        notice(&reading, NOTICE_ERROR, missing);
        return;
    }
    for (size_t i = 0; i < options->elfs.count; i++) {
        const char *path = options->elfs.data[i];
        struct stat info;
        size_t before = reading.paths.count;
        if (!fits(&reading, path)) {
            continue;
        }
        if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            find_in(&reading, path, 0);
            if (reading.paths.count == before) {
                notice(&reading, NOTICE_ERROR,
                       arena_printf(run, "'%s' holds no ELF file for Arm, AVR or RISC-V", path));
            }
        } else {
            add_path(&reading, path, true);
        }
    }
    if (reading.too_many) {
        notice(&reading, NOTICE_LIMIT, "there are more ELF files than are read");
    }
    sort_paths(&reading);
    if (reading.paths.count) {
        read_all(&reading, options);
    }
    VEC_FREE(&reading.paths);
    VEC_FREE(&reading.codes);
}
