#include "frontend/flags.h"

#include "base/str.h"
#include "base/vec.h"
#include "frontend/source_kind.h"

#include <ctype.h>
#include <string.h>

/* How an option takes its value. */
enum form {
    ALONE,
    JOINED, /* -std=c11 */
    NEXT,   /* the next word */
    EITHER, /* -DX, -D X */
};

enum use {
    DROP, /* in the table only because the next word is its value */
    KEEP,
    KEEP_PATH,
    INCLUDE_FILE,
    STANDARD,
    PACKING,
    OPTIMIZE,
    LANGUAGE,
    NO_HEADERS,
    SYSROOT,
    SPECS,
    PREFIX,
    BEHIND_PREFIX,
    BEHIND_PREFIX_LAST,
    TRIPLE,
    CPU,
    ARCH,
    MCU,
    ABI,
    FPU,
    MACHINE,
    WIDTH,
};

struct row {
    const char *name;
    enum form form;
    enum use use;
};

/* The first row that fits counts: a longer name stands before its beginning. */
static const struct row rows[] = {
    {"-D", EITHER, KEEP},
    {"-U", EITHER, KEEP},
    {"-I-", ALONE, DROP},
    {"-I", EITHER, KEEP_PATH},
    {"-isystem", EITHER, KEEP_PATH},
    {"-iquote", EITHER, KEEP_PATH},
    {"-idirafter", EITHER, KEEP_PATH},
    {"-iprefix", EITHER, PREFIX},
    {"-iwithprefixbefore", EITHER, BEHIND_PREFIX},
    {"-iwithprefix", EITHER, BEHIND_PREFIX_LAST},
    {"-include-pch", NEXT, DROP},
    {"-include", EITHER, INCLUDE_FILE},
    {"-imacros", EITHER, INCLUDE_FILE},
    {"-nostdinc", ALONE, NO_HEADERS},
    {"-isysroot", EITHER, SYSROOT},
    {"--sysroot=", JOINED, SYSROOT},
    {"--sysroot", NEXT, SYSROOT},
    {"--specs=", JOINED, SPECS},
    {"-specs=", JOINED, SPECS},
    {"--specs", NEXT, SPECS},
    {"-x", EITHER, LANGUAGE},
    {"-std=", JOINED, STANDARD},
    {"--std=", JOINED, STANDARD},
    {"-ansi", ALONE, KEEP},
    {"-trigraphs", ALONE, KEEP},
    {"-O", ALONE, OPTIMIZE},
    {"-O", JOINED, OPTIMIZE},
    {"-fshort-enums", ALONE, KEEP},
    {"-fno-short-enums", ALONE, KEEP},
    {"-funsigned-char", ALONE, KEEP},
    {"-fsigned-char", ALONE, KEEP},
    {"-fno-unsigned-char", ALONE, KEEP},
    {"-fno-signed-char", ALONE, KEEP},
    {"-fshort-wchar", ALONE, KEEP},
    {"-fno-short-wchar", ALONE, KEEP},
    {"-fpack-struct=", JOINED, PACKING},
    {"-fpack-struct", ALONE, KEEP},
    {"-fms-extensions", ALONE, KEEP},
    {"-fplan9-extensions", ALONE, KEEP}, /* clang has the half of it that -fms-extensions is */
    {"-ffreestanding", ALONE, KEEP},
    {"-fno-hosted", ALONE, KEEP},
    {"-fhosted", ALONE, KEEP},
    {"-fno-builtin", ALONE, KEEP},
    {"-fno-builtin-", JOINED, KEEP},
    {"-fgnu89-inline", ALONE, KEEP},
    {"-fexceptions", ALONE, KEEP},
    {"-fno-exceptions", ALONE, KEEP},
    {"-frtti", ALONE, KEEP},
    {"-fno-rtti", ALONE, KEEP},
    {"-fchar8_t", ALONE, KEEP},
    {"-fno-char8_t", ALONE, KEEP},
    {"-fdollars-in-identifiers", ALONE, KEEP},
    {"--target=", JOINED, TRIPLE},
    {"-target", NEXT, TRIPLE},
    {"-mcpu=", JOINED, CPU},
    {"-march=", JOINED, ARCH},
    {"-mmcu=", JOINED, MCU},
    {"-mabi=", JOINED, ABI},
    {"-mfpu=", JOINED, FPU},
    {"-mfloat-abi=", JOINED, MACHINE},
    {"-mthumb", ALONE, MACHINE},
    {"-mcmse", ALONE, MACHINE},
    {"-munaligned-access", ALONE, MACHINE},
    {"-mno-unaligned-access", ALONE, MACHINE},
    {"-m32", ALONE, WIDTH},
    {"-m64", ALONE, WIDTH},
    {"-o", EITHER, DROP},
    {"-MF", EITHER, DROP},
    {"-MT", EITHER, DROP},
    {"-MQ", EITHER, DROP},
    {"-MJ", EITHER, DROP},
    {"-T", EITHER, DROP},
    {"-L", EITHER, DROP},
    {"-B", EITHER, DROP},
    {"-A", EITHER, DROP},
    {"-u", NEXT, DROP},
    {"-z", NEXT, DROP},
    {"-l", EITHER, DROP},
    {"-Xlinker", NEXT, DROP},
    {"-Xassembler", NEXT, DROP},
    {"-Xpreprocessor", NEXT, DROP},
    {"-Xclang", NEXT, DROP},
    {"-Xanalyzer", NEXT, DROP},
    {"-mllvm", NEXT, DROP},
    {"-wrapper", NEXT, DROP},
    {"-aux-info", NEXT, DROP},
    {"-dumpbase", NEXT, DROP},
    {"-dumpbase-ext", NEXT, DROP},
    {"-dumpdir", NEXT, DROP},
    {"-imultilib", NEXT, DROP},
    {"-ivfsoverlay", NEXT, DROP},
    {"-working-directory", NEXT, DROP},
    {"--config", NEXT, DROP},
    {"--param", NEXT, DROP},
    {"-arch", NEXT, DROP},
};

/* What clang calls something else, or does not have. */
static const struct {
    const char *gcc, *clang;
} renamed[] = {
    {"-fplan9-extensions", "-fms-extensions"},
    {"-fno-hosted", "-ffreestanding"},
    {"-std=c23", "-std=c2x"}, /* before 18 */
    {"-std=gnu23", "-std=gnu2x"},
    {"-std=iso9899:2024", "-std=c2x"},
    {"-std=c2y", "-std=c2x"},
    {"-std=gnu2y", "-std=gnu2x"},
};

/* An unknown one costs the whole unit. */
static const char *const standards[] = {
    "c89",     "c90",     "gnu89",        "gnu90",        "iso9899:1990", "iso9899:199409", "c99",
    "c9x",     "gnu99",   "gnu9x",        "c11",          "iso9899:1999", "iso9899:199x",   "c1x",
    "gnu1x",   "gnu11",   "c17",          "c18",          "gnu17",        "gnu18",          "iso9899:2011",
    "c2x",     "gnu2x",   "iso9899:2017", "iso9899:2018", "c++98",        "c++03",          "gnu++98",
    "gnu++03", "c++0x",   "gnu++0x",      "c++11",        "c++1y",        "c++14",          "gnu++11",
    "gnu++1y", "gnu++14", "c++1z",        "c++17",        "c++2a",        "c++20",          "gnu++1z",
    "gnu++17", "gnu++2a", "gnu++20",      "c++2b",        "c++23",        "c++26",          "gnu++2b",
    "gnu++23", "gnu++26",
};

static const char *const fpus[] = {
    "vfp",         "vfpv2",        "vfpv3", "vfpv3-fp16", "vfpv3-d16",   "vfpv3-d16-fp16",
    "vfpv3xd",     "vfpv3xd-fp16", "vfpv4", "vfpv4-d16",  "fpv4-sp-d16", "fpv5-d16",
    "fpv5-sp-d16", "fp-armv8",     "neon",  "neon-fp16",  "neon-vfpv4",  "neon-fp-armv8",
};

static const char *const riscv_abis[] = {
    "ilp32", "ilp32e", "ilp32f", "ilp32d", "lp64", "lp64f", "lp64d",
};

/* Files that toolchains bring along; any other specs file could name programs. */
static const char *const known_specs[] = {
    "nano.specs", "nosys.specs", "rdimon.specs", "picolibc.specs", "picolibcpp.specs",
};

#define HAS(list, text) is_one_of(list, sizeof(list) / sizeof(*(list)), text)

static bool is_one_of(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* A name of a processor or the like: no path, so that it leads to no specs file of others. */
static bool is_plain(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (!isalnum((unsigned char)*at) && !strchr("+-_.", *at)) {
            return false;
        }
    }
    return *text && !strstr(text, "..");
}

struct reading {
    struct flags *flags;
    struct arena *run;
    const char *prefix, *sysroot; /* of -iprefix, --sysroot */
    const char *language;         /* of -x */
    char optimize;                /* the letter behind -O */
};

static void push(struct flag_list *list, const char *text, enum flag_kind kind)
{
    struct flag flag = {.text = text, .kind = kind};
    VEC_PUSH(list, flag);
}

static void keep(struct reading *reading, const char *name, const char *value)
{
    const char *text = *value ? arena_printf(reading->run, "%s%s", name, value) : name;
    for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++) {
        text = strcmp(renamed[i].gcc, text) == 0 ? renamed[i].clang : text;
    }
    push(&reading->flags->args, text, FLAG_TEXT);
}

static void keep_path(struct reading *reading, const char *name, const char *path, enum flag_kind kind)
{
    if (*path == '=' && reading->sysroot) {
        path = arena_printf(reading->run, "%s%s", reading->sysroot, path + 1);
    }
    push(&reading->flags->args, name, FLAG_TEXT);
    push(&reading->flags->args, path, kind);
}

/* What the compiler is asked with, too, where it says which headers are meant. */
static void ask(struct reading *reading, const char *name, const char *value)
{
    if (!*value || is_plain(value)) {
        push(&reading->flags->asked, arena_printf(reading->run, "%s%s", name, value), FLAG_TEXT);
    }
}

/* "rv32imac" of "rv32imac_zicsr_xvendor": what every libclang knows. The rest is about instructions. */
static const char *riscv_base(struct arena *run, const char *arch)
{
    size_t digits = str_has_prefix(arch, "rv32") || str_has_prefix(arch, "rv64") ? strlen("rv32") : 0;
    size_t letters = strspn(arch + digits, "iemafdgcbv");
    return digits && letters ? arena_strndup(run, arch, digits + letters) : NULL;
}

static void use_machine(struct reading *reading, const struct row *row, const char *value)
{
    struct flags *flags = reading->flags;
    const char *text = arena_printf(reading->run, "%s%s", row->name, value);
    bool kept = row->use == MACHINE && (!*value || is_plain(value));
    switch (row->use) {
    case CPU: flags->words.cpu = is_plain(value) ? value : NULL; break;
    case MCU: flags->words.mcu = is_plain(value) ? value : NULL; break;
    case WIDTH: flags->words.bits32 = strcmp(row->name, "-m32") == 0; break;
    case FPU: kept = HAS(fpus, value); break;
    case ABI: kept = HAS(riscv_abis, value); break;
    case ARCH: {
        const char *base = riscv_base(reading->run, value);
        flags->words.arch = is_plain(value) ? value : NULL;
        text = base ? arena_printf(reading->run, "-march=%s", base) : text;
        kept = base != NULL;
        break;
    }
    default: break;
    }
    if (kept) {
        push(&flags->machine, text, FLAG_TEXT);
    }
    ask(reading, row->name, value);
}

static void use_specs(struct reading *reading, const char *value)
{
    if (HAS(known_specs, value)) {
        ask(reading, "--specs=", value);
    }
}

static void use_search(struct reading *reading, const struct row *row, const char *value)
{
    const char *prefix = reading->prefix ? reading->prefix : "";
    switch (row->use) {
    case PREFIX: reading->prefix = value; break;
    case BEHIND_PREFIX:
        keep_path(reading, "-I", arena_printf(reading->run, "%s%s", prefix, value), FLAG_PATH);
        break;
    case BEHIND_PREFIX_LAST:
        keep_path(reading, "-idirafter", arena_printf(reading->run, "%s%s", prefix, value), FLAG_PATH);
        break;
    case SYSROOT:
        reading->sysroot = value;
        push(&reading->flags->asked, "--sysroot", FLAG_TEXT);
        push(&reading->flags->asked, value, FLAG_PATH);
        break;
    case NO_HEADERS: reading->flags->own_headers_only = true; break;
    default: use_specs(reading, value); break;
    }
}

static void use_standard(struct reading *reading, const char *value)
{
    struct flag_list *args = &reading->flags->args;
    keep(reading, "-std=", value);
    if (!HAS(standards, args->data[args->count - 1].text + strlen("-std="))) {
        args->count--;
    }
}

static void use(struct reading *reading, const struct row *row, const char *value)
{
    if (row->form != ALONE && !*value) {
        return;
    }
    switch (row->use) {
    case DROP: break;
    case KEEP: keep(reading, row->name, value); break;
    case KEEP_PATH: keep_path(reading, row->name, value, FLAG_PATH); break;
    case INCLUDE_FILE: keep_path(reading, row->name, value, FLAG_HEADER); break;
    case STANDARD: use_standard(reading, value); break;
    case PACKING:
        if (strspn(value, "0123456789") == strlen(value)) {
            keep(reading, row->name, value);
        }
        break;
    case OPTIMIZE: reading->optimize = *value ? *value : '1'; break;
    case LANGUAGE: reading->language = strcmp(value, "none") == 0 ? NULL : value; break;
    case TRIPLE: reading->flags->words.triple = is_plain(value) ? value : NULL; break;
    case NO_HEADERS:
    case SYSROOT:
    case SPECS:
    case PREFIX:
    case BEHIND_PREFIX:
    case BEHIND_PREFIX_LAST: use_search(reading, row, value); break;
    default: use_machine(reading, row, value); break;
    }
}

/* The row of a word, and its value: in the word, in `next` (then `took_next`), or "". */
static const struct row *find_row(const char *word, const char *next, const char **value, bool *took_next)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        size_t length = strlen(rows[i].name);
        if (strncmp(word, rows[i].name, length) != 0) {
            continue;
        }
        bool whole = word[length] == '\0';
        bool takes_next = whole && (rows[i].form == NEXT || rows[i].form == EITHER);
        if (takes_next || (whole && rows[i].form == ALONE) ||
            (!whole && (rows[i].form == JOINED || rows[i].form == EITHER))) {
            *took_next = takes_next && next;
            *value = takes_next ? (next ? next : "") : word + length;
            return &rows[i];
        }
    }
    return NULL;
}

/* ---- the compiler --------------------------------------------------------------------------- */

bool flags_is_compiler(const char *name, size_t *prefix_length)
{
    static const char *const kinds[] = {"gcc", "cc", "clang", "g++", "c++", "clang++"};
    size_t end = strlen(name);
    end -= str_has_suffix(name, ".exe") ? strlen(".exe") : 0;
    size_t version = end;
    while (version && (isdigit((unsigned char)name[version - 1]) || name[version - 1] == '.')) {
        version--;
    }
    end = version && version < end && name[version - 1] == '-' ? version - 1 : end;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        size_t length = strlen(kinds[i]);
        bool ends = end >= length && strncmp(name + end - length, kinds[i], length) == 0;
        bool is_generic = strcmp(kinds[i], "cc") == 0 || strcmp(kinds[i], "c++") == 0;
        bool has_prefix = ends && !is_generic && end > length + 1 && name[end - length - 1] == '-';
        if (ends && (end == length || has_prefix)) {
            *prefix_length = has_prefix ? end - length - 1 : 0;
            return true;
        }
    }
    return false;
}

/* What stands before the compiler: ccache, env NAME=value ... None of it is ever started. */
static bool is_launcher(const char *word)
{
    static const char *const launchers[] = {"ccache", "sccache",    "distcc", "icecc",
                                            "gomacc", "buildcache", "env"};
    size_t length = strcspn(word, "=");
    bool assigns = word[length] == '=' && length && !strchr(word, '/') && *word != '-';
    return assigns || HAS(launchers, str_basename(word));
}

static void read_compiler(struct flags *flags, struct arena *run, const char *word)
{
    const char *name = str_basename(word);
    size_t prefix;
    flags->compiler = word;
    if (flags_is_compiler(name, &prefix)) {
        flags->words.tool = arena_strndup(run, name, prefix);
    }
}

static enum flags_language language_of(const char *name, const char *file, const char *compiler)
{
    if (name) {
        return strcmp(name, "c") == 0 || strcmp(name, "c-header") == 0       ? FLAGS_C
               : strcmp(name, "c++") == 0 || strcmp(name, "c++-header") == 0 ? FLAGS_CXX
               : str_has_prefix(name, "assembler")                           ? FLAGS_ASSEMBLY
                                                                             : FLAGS_OTHER;
    }
    enum source_kind kind = source_kind(file);
    bool is_c = kind == SOURCE_C || kind == SOURCE_HEADER;
    if (source_is_cxx(kind) || (is_c && strstr(str_basename(compiler), "++"))) {
        return FLAGS_CXX; /* g++ compiles a .c file as C++ */
    }
    return is_c ? FLAGS_C : kind == SOURCE_ASSEMBLY ? FLAGS_ASSEMBLY : FLAGS_OTHER;
}

/* libclang gives no unit for a standard of the other language; GCC says a word and goes on. */
static void drop_foreign_standard(struct flags *flags)
{
    size_t kept = 0;
    for (size_t i = 0; i < flags->args.count; i++) {
        struct flag flag = flags->args.data[i];
        bool foreign = flag.kind == FLAG_TEXT && str_has_prefix(flag.text, "-std=") &&
                       (strstr(flag.text, "++") != NULL) != (flags->language == FLAGS_CXX);
        flags->args.data[kept] = flag;
        kept += !foreign;
    }
    flags->args.count = kept;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void finish(struct reading *reading, const char *file)
{
    struct flags *flags = reading->flags;
    flags->language = language_of(reading->language, file, flags->compiler);
    drop_foreign_standard(flags);
    if (flags->language == FLAGS_C && !str_has_suffix(file, ".c") && !str_has_suffix(file, ".h")) {
        push(&flags->args, "-xc", FLAG_TEXT);
    }
    if (flags->language == FLAGS_CXX) {
        push(&flags->args, "-xc++", FLAG_TEXT);
    }
    if (reading->optimize && reading->optimize != '0') { /* headers choose by it; nothing else is optimized */
        push(&flags->args, "-D__OPTIMIZE__=1", FLAG_TEXT);
    }
    if (reading->optimize == 's' || reading->optimize == 'z') {
        push(&flags->args, "-D__OPTIMIZE_SIZE__=1", FLAG_TEXT);
    }
    const char *tool = flags->words.tool ? flags->words.tool : "";
    if (str_has_prefix(tool, "arm-") && strstr(tool, "linux")) { /* not the ABI of bare metal */
        push(&flags->machine, "-fno-short-enums", FLAG_TEXT);
    }
    if (str_has_prefix(tool, "msp430") && flags->words.mcu) { /* what its specs define */
        char *define = arena_printf(reading->run, "-D__%s__=1", flags->words.mcu);
        for (char *at = define + strlen("-D"); *at; at++) {
            *at = (char)toupper((unsigned char)*at);
        }
        push(&flags->machine, define, FLAG_TEXT);
    }
}

void flags_read(struct flags *flags, struct arena *run, const char *const *words, size_t count,
                const char *file)
{
    struct reading reading = {.flags = flags, .run = run};
    *flags = (struct flags){.compiler = ""};
    size_t at = 0;
    while (at + 1 < count && is_launcher(words[at])) {
        at++;
    }
    if (at < count) {
        read_compiler(flags, run, words[at++]);
    }
    for (; at < count && strcmp(words[at], "--") != 0; at++) {
        const char *value = "";
        bool took_next = false;
        const char *next = at + 1 < count ? words[at + 1] : NULL;
        const struct row *row = find_row(words[at], next, &value, &took_next);
        if (row) {
            use(&reading, row, value);
            at += took_next;
        }
        flags->unread_response |= words[at][0] == '@';
    }
    finish(&reading, file);
}

bool flags_fits(const char *flag, const struct target *target)
{
    return strcmp(flag, "-mcmse") != 0 || str_has_prefix(target->triple, "thumbv8");
}

void flags_free(struct flags *flags)
{
    VEC_FREE(&flags->args);
    VEC_FREE(&flags->machine);
    VEC_FREE(&flags->asked);
}
