#include "frontend/headers.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "frontend/project_text.h"
#include "frontend/shims.h"
#include "frontend/source_kind.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
    LAST_RESORT = -50, /* suitability of what is taken only if there is nothing else */
    DEPTH_MAX = 64,
    FILES_MAX = 500000, /* a tree larger than this is no firmware tree */
    BUILD_SIZE_MAX = 64 * 1024 * 1024,
};

struct header {
    const char *path;
    uint32_t next; /* of the same base name, or MAP_NONE */
};

struct headers {
    struct arena *run;
    const char *root;
    struct strtab names;
    struct map by_name; /* base name → first header */
    VEC(struct header) found;
    VEC(const char *) sources;
    VEC(const char *) builds;
    VEC(const char *) device_names; /* files whose names say the part: start-up code, linker scripts */
    struct projects *projects;      /* read on first use */
    struct headers_shim *shims[2];  /* for C, for C++; made on first use */
    bool truncated;
};

static bool is_header(const char *name)
{
    static const char *const suffixes[] = {".h", ".hpp", ".inc", ".def", ".hh", ".hxx", ".pio.h"};
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
        if (str_has_suffix(name, suffixes[i])) {
            return true;
        }
    }
    return false;
}

static bool is_source(const char *name)
{
    enum source_kind kind = source_kind(name);
    return kind == SOURCE_C || kind == SOURCE_CXX || kind == SOURCE_SKETCH || str_has_suffix(name, ".s") ||
           str_has_suffix(name, ".S");
}

/* A folder of templates holds a start-up file for every part there is. */
static bool names_device(const char *path)
{
    static const char *const suffixes[] = {".s", ".S", ".asm", ".ld", ".lds", ".icf", ".sct", ".ioc", ".svd"};
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
        if (str_has_suffix(path, suffixes[i])) {
            return !strstr(path, "emplate");
        }
    }
    return false;
}

static void add_file(struct headers *headers, const char *path)
{
    const char *name = str_basename(path);
    if (project_text_is_known(name)) {
        VEC_PUSH(&headers->builds, path);
    }
    if (names_device(path)) {
        VEC_PUSH(&headers->device_names, path);
    }
    if (is_source(name)) {
        VEC_PUSH(&headers->sources, path);
    }
    if (is_header(name) || is_source(name)) { /* firmware includes .c files too */
        uint32_t id = str_add(&headers->names, name);
        struct header header = {.path = path, .next = map_get(&headers->by_name, id)};
        VEC_PUSH(&headers->found, header);
        map_set(&headers->by_name, id, (uint32_t)headers->found.count - 1);
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Symbolic links to folders are not followed: they loop, and show the same file twice. */
static void scan(struct headers *headers, const char *folder, int depth)
{
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;
    if (!dir) {
        return;
    }
    VEC(const char *) names = {0};
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.' || strcmp(entry->d_name, ".cproject") == 0) {
            VEC_PUSH(&names, arena_strdup(headers->run, entry->d_name));
        }
    }
    closedir(dir);
    if (names.count) {
        qsort(names.data, names.count, sizeof(*names.data), compare_names);
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *path = strcmp(folder, ".") == 0
                               ? names.data[i]
                               : arena_printf(headers->run, "%s/%s", folder, names.data[i]);
        struct stat info;
        if (headers->found.count + headers->sources.count >= FILES_MAX) {
            headers->truncated = true;
            break;
        }
        if (lstat(path, &info) != 0) {
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            scan(headers, path, depth + 1);
        } else if (S_ISREG(info.st_mode) ||
                   (S_ISLNK(info.st_mode) && stat(path, &info) == 0 && S_ISREG(info.st_mode))) {
            add_file(headers, path);
        }
    }
    VEC_FREE(&names);
}

struct headers *headers_new(struct arena *run, const char *root)
{
    struct headers *headers = ARENA_NEW(run, struct headers);
    headers->run = run;
    headers->root = root;
    if (root) {
        scan(headers, root, 0);
    }
    return headers;
}

void headers_free(struct headers *headers)
{
    str_free(&headers->names);
    map_free(&headers->by_name);
    VEC_FREE(&headers->found);
    VEC_FREE(&headers->sources);
    VEC_FREE(&headers->builds);
    VEC_FREE(&headers->device_names);
    if (headers->projects) {
        projects_free(headers->projects);
    }
}

const struct projects *headers_projects(struct headers *headers)
{
    if (!headers->projects) {
        headers->projects = projects_read(headers->run, headers->builds.data, headers->builds.count,
                                          headers->device_names.data, headers->device_names.count);
    }
    return headers->projects;
}

static size_t count_folders(const char *path)
{
    size_t count = 0;
    for (; *path; path++) {
        count += *path == '/';
    }
    return count;
}

/* "-I" + the folder from which `name` leads to `path`. */
static const char *flag_for(struct headers *headers, const char *path, const char *name)
{
    size_t folder = strlen(path) - strlen(name);
    if (folder == 0) {
        return "-I.";
    }
    return arena_printf(headers->run, "-I%.*s", (int)(folder > 1 ? folder - 1 : folder), path);
}

static bool has_word(const char *path, const char *word)
{
    size_t length = strlen(word);
    for (; *path; path++) {
        if (strncasecmp(path, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Of headers that lie equally near, the port for this machine and compiler; a template, which is
 * empty, and another machine's last. By the names of folders: all that a tree without a build says.
 */
static int suitability(enum ir_arch arch, const char *path, const char *includer)
{
    static const char *const last[] = {"template", "simulat", "msvc", "win32", "mingw"};
    static const char *const foreign[] = {"posix", "iar", "rvds", "keil", "tasking", "/ccs",   "e200", "/ppc",
                                          "x86",   "avr", "arm",  "risc", "msp430",  "xtensa", "mips"};
    static const char *const own[IR_ARCHES] = {
        [IR_ARCH_ARM_M] = "arm",     [IR_ARCH_ARM_A] = "arm",  [IR_ARCH_ARM_R] = "arm",
        [IR_ARCH_AVR] = "avr",       [IR_ARCH_RISCV] = "risc", [IR_ARCH_MSP430] = "msp430",
        [IR_ARCH_XTENSA] = "xtensa", [IR_ARCH_HOST] = "posix",
    };
    int score = own[arch] && has_word(path, own[arch]) ? 2 : 0;
    for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++) {
        score -= has_word(path, last[i]) && !has_word(includer, last[i]) ? 100 : 0;
    }
    for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
        bool is_own = own[arch] && strcmp(foreign[i], own[arch]) == 0;
        score -= !is_own && has_word(path, foreign[i]) && !has_word(includer, foreign[i]);
    }
    return score;
}

/* Is the folder that `name` is looked up from one that is meant for it? src/include, not src/boards. */
static bool is_include_folder(const char *path, const char *name)
{
    static const char *const folders[] = {"include", "inc", "includes", "headers"};
    size_t end = strlen(path) - strlen(name);
    size_t start = end ? end - 1 : 0;
    while (start && path[start - 1] != '/') {
        start--;
    }
    for (size_t i = 0; end && i < sizeof(folders) / sizeof(*folders); i++) {
        if (strlen(folders[i]) == end - 1 - start &&
            strncasecmp(path + start, folders[i], end - 1 - start) == 0) {
            return true;
        }
    }
    return false;
}

static const char *find_in_tree(struct headers *headers, enum ir_arch arch, const char *name,
                                const char *includer, const char *unit)
{
    uint32_t id = str_find(&headers->names, str_basename(name));
    uint32_t at = id ? map_get(&headers->by_name, id) : MAP_NONE;
    const char *best = NULL;
    size_t best_shared = 0;
    size_t best_near = 0;
    bool best_meant = false;
    size_t best_depth = 0;
    int best_fit = 0;
    for (; at != MAP_NONE; at = headers->found.data[at].next) {
        const char *path = headers->found.data[at].path;
        size_t length = strlen(path);
        size_t wanted = strlen(name);
        bool ends = str_has_suffix(path, name) && (length == wanted || path[length - wanted - 1] == '/');
        if (!ends) {
            continue;
        }
        size_t shared = path_shared_folders(path, includer);
        size_t near =
            path_shared_folders(path, unit); /* a kernel's header asks for the port's or the project's */
        size_t depth = count_folders(path);
        bool meant = is_include_folder(path, name);
        int fit = suitability(arch, path, includer);
        bool is_last = fit < LAST_RESORT;
        bool best_is_last = best && best_fit < LAST_RESORT;
        bool better = !best || is_last != best_is_last ? !is_last
                      : shared != best_shared          ? shared > best_shared
                      : near != best_near              ? near > best_near
                      : fit != best_fit                ? fit > best_fit
                      : meant != best_meant            ? meant
                      : depth != best_depth            ? depth < best_depth
                                                       : strcmp(path, best) < 0;
        if (!best || better) {
            best = path;
            best_shared = shared;
            best_near = near;
            best_meant = meant;
            best_depth = depth;
            best_fit = fit;
        }
    }
    return best ? flag_for(headers, best, name) : NULL;
}

/* How many folders of `path` the includer's path has too, less those that it has not. */
static int kinship(const char *path, const char *includer)
{
    int score = 0;
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(path, '/')) {
        size_t length = (size_t)(slash - path);
        bool found = false;
        for (const char *at = includer; at && !found; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
            found = strncmp(at, path, length) == 0 && at[length] == '/';
        }
        score += found ? 2 : -1;
        path = slash + 1;
    }
    return score;
}

/* Is one of the folders that `name` begins with in the path? */
static bool has_folder_of(const char *path, const char *name)
{
    return kinship(name, path) + (int)count_folders(name) > 0;
}

/*
 * Builds link folders under new names: <arch/irq.h> lies in arch/arm/include/irq.h. Of the headers
 * with that base name the one is taken whose folders are most like those of the includer.
 */
const char *headers_find_kin(const struct headers *headers, enum ir_arch arch, const char *name,
                             const char *includer)
{
    static const char *const arch_folders[IR_ARCHES] = {
        [IR_ARCH_ARM_M] = "arm/",     [IR_ARCH_ARM_A] = "arm/",          [IR_ARCH_ARM_R] = "arm/",
        [IR_ARCH_AVR] = "avr/",       [IR_ARCH_RISCV] = "risc-v/riscv/", [IR_ARCH_MSP430] = "msp430/",
        [IR_ARCH_XTENSA] = "xtensa/", [IR_ARCH_HOST] = "posix/sim/",
    };
    const char *folders = arch_folders[arch] ? arch_folders[arch] : "";
    uint32_t id = str_find(&headers->names, str_basename(name));
    const char *best = NULL;
    int best_score = 0;
    if (!strchr(name, '/')) {
        return NULL;
    }
    for (uint32_t at = id ? map_get(&headers->by_name, id) : MAP_NONE; at != MAP_NONE;
         at = headers->found.data[at].next) {
        const char *path = headers->found.data[at].path;
        int score = 2 * kinship(path, includer) + kinship(path, folders);
        bool shares = has_folder_of(path, name);
        if (shares &&
            (!best || score > best_score || (score == best_score && best && strcmp(path, best) < 0))) {
            best = path;
            best_score = score;
        }
    }
    return best;
}

/* A header of the C++ library: <atomic> is embedded as atomic.h, and only C++ sees it. */
static bool is_cxx_shim(const struct shim *shim)
{
    return strcmp(shim->folder, "libcxx") == 0;
}

static size_t shim_name_length(const struct shim *shim)
{
    return strlen(shim->path) - (is_cxx_shim(shim) ? strlen(".h") : 0);
}

/* Built-in headers come last, and behind every other folder: they stand for what is nowhere. */
static const char *find_shim(struct headers *headers, bool is_cxx, const char *name)
{
    size_t count;
    const struct shim *shims = shim_all(&count);
    for (size_t i = 0; i < count; i++) {
        size_t length = shim_name_length(&shims[i]);
        bool fits = is_cxx || !is_cxx_shim(&shims[i]);
        if (fits && strncmp(shims[i].path, name, length) == 0 && name[length] == '\0') {
            return arena_printf(headers->run, "-idirafter" HEADERS_SHIM_ROOT "%s", shims[i].folder);
        }
    }
    return NULL;
}

/* Where Debian and the vendors' installers put the C libraries of cross compilers. */
static const struct {
    enum ir_arch arch;
    const char *folder;
} toolchains[] = {
    {IR_ARCH_AVR, "/usr/lib/avr/include"},
    {IR_ARCH_AVR, "/usr/avr/include"},
    {IR_ARCH_ARM_M, "/usr/lib/arm-none-eabi/include"},
    {IR_ARCH_ARM_M, "/usr/arm-none-eabi/include"},
    {IR_ARCH_ARM_M, "/usr/include/newlib"},
    {IR_ARCH_MSP430, "/usr/msp430-elf/include"},
    {IR_ARCH_MSP430, "/usr/msp430/include"},
    {IR_ARCH_RISCV, "/usr/lib/picolibc/riscv64-unknown-elf/include"},
    {IR_ARCH_RISCV, "/usr/riscv64-unknown-elf/include"},
    {IR_ARCH_HOST, "/usr/include/x86_64-linux-gnu"},
    {IR_ARCH_HOST, "/usr/include"},
};

const char *headers_toolchain(enum ir_arch arch, size_t index)
{
    for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++) {
        if (toolchains[i].arch == arch && index-- == 0) {
            return toolchains[i].folder;
        }
    }
    return NULL;
}

/*
 * Only for what neither the tree nor the built-in headers have: which compiler is installed changes no result
 * that is complete without it.
 */
static const char *find_in_toolchain(struct headers *headers, enum ir_arch arch, const char *name)
{
    const char *folder;
    for (size_t i = 0; (folder = headers_toolchain(arch, i)); i++) {
        const char *path = arena_printf(headers->run, "%s/%s", folder, name);
        struct stat info;
        if (stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
            return arena_printf(headers->run, "-isystem%s", folder);
        }
    }
    return NULL;
}

/* avr-libc's headers: a tree that has them too imitates them, for a processor that is no AVR. */
static bool is_c_library(enum ir_arch arch, const char *name)
{
    return arch == IR_ARCH_AVR && (str_has_prefix(name, "avr/") || str_has_prefix(name, "util/"));
}

const char *headers_find(struct headers *headers, enum ir_arch arch, bool is_cxx, const char *name,
                         const char *includer, const char *unit)
{
    while (str_has_prefix(name, "./") || str_has_prefix(name, "../")) {
        name = strchr(name, '/') + 1; /* a relative path that leads nowhere: what it ends in may exist */
    }
    const char *flag = is_c_library(arch, name) ? find_shim(headers, is_cxx, name) : NULL;
    flag = flag ? flag : find_in_tree(headers, arch, name, includer, unit);
    flag = flag ? flag : find_shim(headers, is_cxx, name);
    return flag ? flag : find_in_toolchain(headers, arch, name);
}

const struct headers_shim *headers_shims(struct headers *headers, bool is_cxx, size_t *count)
{
    const struct shim *shims = shim_all(count);
    struct headers_shim *made = headers->shims[is_cxx];
    if (made) {
        return made;
    }
    made = headers->shims[is_cxx] = ARENA_ARRAY(headers->run, struct headers_shim, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        made[i].path = arena_printf(headers->run, HEADERS_SHIM_ROOT "%s/%.*s", shims[i].folder,
                                    (int)shim_name_length(&shims[i]), shims[i].path);
        bool links_as_c = is_cxx && !is_cxx_shim(&shims[i]); /* on the first line, which is a comment */
        made[i].text =
            links_as_c ? arena_printf(headers->run, "extern \"C\" { %s\n}\n", shims[i].text) : shims[i].text;
    }
    return made;
}

const char *const *headers_sources(struct headers *headers, size_t *count)
{
    *count = headers->sources.count;
    return headers->sources.data;
}

size_t headers_count(const struct headers *headers)
{
    return headers->found.count;
}

const char *headers_path(const struct headers *headers, size_t index)
{
    return headers->found.data[index].path;
}

void headers_named(const struct headers *headers, const char *name, struct buf *out)
{
    uint32_t id = str_find(&headers->names, name);
    for (uint32_t at = id ? map_get(&headers->by_name, id) : MAP_NONE; at != MAP_NONE;
         at = headers->found.data[at].next) {
        buf_addf(out, "%s\n", headers->found.data[at].path);
    }
}

bool headers_indexes(const char *name)
{
    return is_header(name) || is_source(name);
}

bool headers_is_whole(const struct headers *headers)
{
    return !headers->truncated;
}

void headers_build_texts(const struct headers *headers, struct buf *out)
{
    struct buf text = {0};
    for (size_t i = 0; i < headers->builds.count; i++) {
        int status = buf_read_file(&text, headers->builds.data[i], BUILD_SIZE_MAX);
        buf_addf(out, "%s %d %zu\n", headers->builds.data[i], status, text.count);
        buf_addn(out, buf_text(&text), text.count);
    }
    for (size_t i = 0; i < headers->device_names.count; i++) {
        buf_addf(out, "%s\n", headers->device_names.data[i]);
    }
    buf_free(&text);
}
