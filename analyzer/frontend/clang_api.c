#include "frontend/clang_api.h"

#include "base/str.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct clang_api clang;

enum { VERSION_OLDEST = 17, VERSION_NEWEST = 22 };

static void *library;
static char library_path[PATH_MAX];
static char resource_dir[PATH_MAX];

const char *clang_api_path(void)
{
    return library_path;
}

const char *clang_api_resource_dir(void)
{
    return resource_dir;
}

static bool load_functions(void)
{
#define CLANG_LOAD(result, name, parameters)                                                                 \
    *(void **)&clang.name = dlsym(library, "clang_" #name);                                                  \
    if (!clang.name) {                                                                                       \
        return false;                                                                                        \
    }
    CLANG_FUNCTIONS(CLANG_LOAD)
#undef CLANG_LOAD
    return true;
}

static bool try_open(const char *path)
{
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        return false;
    }
    if (!load_functions()) {
        dlclose(library);
        library = NULL;
        return false;
    }
    Dl_info info;
    snprintf(library_path, sizeof(library_path), "%s", path);
    if (dladdr(*(void **)&clang.createIndex, &info) && info.dli_fname) {
        snprintf(library_path, sizeof(library_path), "%s", info.dli_fname);
    }
    return true;
}

static bool is_resource_dir(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool is_resource_dir(const char *format, ...)
{
    char header[PATH_MAX + 32];
    va_list args;
    va_start(args, format);
    vsnprintf(resource_dir, sizeof(resource_dir), format, args);
    va_end(args);
    snprintf(header, sizeof(header), "%s/include/stddef.h", resource_dir);
    if (access(header, R_OK) == 0) {
        return true;
    }
    resource_dir[0] = '\0';
    return false;
}

static int library_version(void)
{
    CXString text = clang.getClangVersion();
    const char *at = strstr(clang.getCString(text), "version ");
    int version = at ? (int)strtol(at + strlen("version "), NULL, 10) : 0;
    clang.disposeString(text);
    return version;
}

/* The builtin headers must be of the library's own version: other ones use builtins that it lacks. */
static void find_resource_dir(void)
{
    const char *forced = getenv("CRITLINT_RESOURCE_DIR");
    if (forced && is_resource_dir("%s", forced)) {
        return;
    }
    int version = library_version();
    char real[PATH_MAX];
    if (realpath(library_path, real)) {
        *strrchr(real, '/') = '\0';
        if (is_resource_dir("%.2000s/clang/%d", real, version) ||
            is_resource_dir("%.2000s/../lib/clang/%d", real, version)) {
            return;
        }
    }
    if (!is_resource_dir("/usr/lib/llvm-%d/lib/clang/%d", version, version)) {
        is_resource_dir("/usr/lib/clang/%d", version);
    }
}

static bool open_newest(void)
{
    char path[PATH_MAX];
    for (int version = VERSION_NEWEST; version >= VERSION_OLDEST; version--) {
        snprintf(path, sizeof(path), "libclang-%d.so.%d", version, version);
        if (try_open(path)) {
            return true;
        }
        snprintf(path, sizeof(path), "libclang-%d.so.1", version);
        if (try_open(path)) {
            return true;
        }
        snprintf(path, sizeof(path), "/usr/lib/llvm-%d/lib/libclang.so.1", version);
        if (try_open(path)) {
            return true;
        }
    }
    return try_open("libclang.so.1") || try_open("libclang.so");
}

const char *clang_api_open(const char *wanted)
{
    static char message[PATH_MAX + 256];
    if (library) {
        return NULL;
    }
    if (!wanted) {
        wanted = getenv("CRITLINT_LIBCLANG");
    }
    if (wanted && *wanted) {
        if (!try_open(wanted)) {
            const char *reason = dlerror();
            snprintf(message, sizeof(message),
                     "cannot use '%s' as libclang (%s); version %d or newer is needed", wanted,
                     reason ? reason : "it lacks functions", VERSION_OLDEST);
            return message;
        }
    } else if (!open_newest()) {
        return "no libclang 17 or newer found; on Debian: apt-get install libclang1-19 "
               "libclang-common-19-dev, "
               "or set CRITLINT_LIBCLANG";
    }
    find_resource_dir();
    return NULL;
}
