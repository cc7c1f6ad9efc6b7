#include "frontend/project_text.h"

#include "base/str.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum format { FORMAT_NONE, FORMAT_MAKE, FORMAT_CMAKE, FORMAT_XML, FORMAT_LINES, FORMAT_KCONFIG };

static enum format format_of(const char *name)
{
    static const struct {
        const char *suffix;
        enum format format;
    } formats[] = {
        {"akefile", FORMAT_MAKE},
        {".mk", FORMAT_MAKE},
        {".mak", FORMAT_MAKE},
        {"CMakeLists.txt", FORMAT_CMAKE},
        {".cmake", FORMAT_CMAKE},
        {".cproject", FORMAT_XML},
        {".uvprojx", FORMAT_XML},
        {".uvproj", FORMAT_XML},
        {".ewp", FORMAT_XML},
        {".emProject", FORMAT_XML},
        {".cbp", FORMAT_XML},
        {".cproj", FORMAT_XML},
        {"platformio.ini", FORMAT_LINES},
        {".ioc", FORMAT_LINES},
        {"SConscript", FORMAT_LINES},
        {"meson.build", FORMAT_LINES},
        {"prj.conf", FORMAT_KCONFIG},
        {"sdkconfig", FORMAT_KCONFIG},
        {"sdkconfig.defaults", FORMAT_KCONFIG},
        {".gyp", FORMAT_LINES},
    };
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        if (str_has_suffix(name, formats[i].suffix)) {
            return formats[i].format;
        }
    }
    return FORMAT_NONE;
}

bool project_text_is_known(const char *name)
{
    return format_of(name) != FORMAT_NONE;
}

bool project_text_is_part(const char *name)
{
    return format_of(name) == FORMAT_CMAKE;
}

struct reader {
    project_take *take;
    void *context;
    int depth; /* of conditions around the line */
};

static void give(const struct reader *reader, enum project_item_kind kind, const char *text, size_t length)
{
    struct project_item item = {
        .kind = kind, .text = text, .length = length, .conditional = reader->depth > 0};
    if (length) {
        reader->take(reader->context, &item);
    }
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (is_name_char(text[length])) {
        length++;
    }
    return length && !isdigit((unsigned char)*text) ? length : 0;
}

/* NAME or NAME=VALUE with a plain value; 0 if a build computes it. */
static size_t define_length(const char *text, const char *end)
{
    size_t length = name_length(text);
    if (!length || text + length > end || text[length] == '$') {
        return 0;
    }
    if (text[length] != '=') {
        return length;
    }
    size_t value = strcspn(text + length + 1, " \t\r\n\"',;<>()&\\");
    const char *stop = text + length + 1 + value;
    bool plain = value && stop <= end && !memchr(text + length + 1, '$', value) && *stop != '\\';
    return plain ? length + 1 + value : 0;
}

/* ---- flags of compilers, wherever they stand --------------------------------------------------------- */

static void read_flags(const struct reader *reader, const char *line, const char *end)
{
    static const char *const cpus[] = {"-mcpu=", "-mmcu="};
    for (const char *at = line; at + 2 < end; at++) {
        bool starts = *at == '-' && (at == line || !(is_name_char(at[-1]) || at[-1] == '-'));
        if (!starts) {
            continue;
        }
        for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus); i++) {
            if (str_has_prefix(at, cpus[i])) {
                const char *value = at + strlen(cpus[i]);
                size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789.+-_");
                give(reader, PROJECT_CPU, value, length);
            }
        }
        const char *value = at + 2 + strspn(at + 2, " \"'");
        if (at[1] == 'D') {
            give(reader, PROJECT_DEFINE, value, define_length(value, end));
        } else if (at[1] == 'I') {
            size_t length = strcspn(value, " \t\r\n\"',;()\\$<>");
            bool plain = value[length] != '$' && value[length] != '\\';
            give(reader, PROJECT_INCLUDE, value, plain && value + length <= end ? length : 0);
        }
    }
}

/* ---- formats of lines ---------------------------------------------------------------------------------- */

static bool begins_with_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncasecmp(text, word, length) == 0 && !is_name_char(text[length]);
}

static void follow_conditions(struct reader *reader, const char *line, enum format format)
{
    static const char *const begin[] = {"ifeq", "ifneq", "ifdef", "ifndef"};
    if (format == FORMAT_MAKE) {
        for (size_t i = 0; i < sizeof(begin) / sizeof(*begin); i++) {
            reader->depth += begins_with_word(line, begin[i]);
        }
        reader->depth -= reader->depth && begins_with_word(line, "endif");
    } else if (format == FORMAT_CMAKE) {
        reader->depth += begins_with_word(line, "if") || begins_with_word(line, "function") ||
                         begins_with_word(line, "macro") || begins_with_word(line, "foreach");
        reader->depth -= reader->depth && strncasecmp(line, "end", 3) == 0 && strchr(line, '(') != NULL;
    }
}

/* NAME = value, NAME := value, NAME ?= value: what is plain of it, or another variable's. */
static void read_variable(const struct reader *reader, const char *line, const char *end, char *scratch,
                          size_t size)
{
    size_t name = name_length(line);
    const char *at = line + name;
    at += strspn(at, " \t");
    at += *at == ':' || *at == '?';
    if (!name || *at != '=') {
        return;
    }
    at++;
    at += strspn(at, " \t");
    size_t value = (size_t)(end > at ? end - at : 0);
    while (value && isspace((unsigned char)at[value - 1])) {
        value--;
    }
    bool reference = value > 3 && at[0] == '$' && at[1] == '(' && memchr(at, ')', value) == at + value - 1;
    bool plain = value && !memchr(at, ' ', value) && name + value + 2 < size;
    if (!plain || (memchr(at, '$', value) && !reference)) {
        return;
    }
    memcpy(scratch, line, name);
    scratch[name] = '=';
    memcpy(scratch + name + 1, at, value);
    give(reader, PROJECT_VARIABLE, scratch, name + 1 + value);
    if (!reference && name == 3 && strncmp(line, "MCU", 3) == 0) {
        give(reader, PROJECT_CPU, at, value);
    }
}

/* What a build system defines for every source of the projects that ask for it. */
static void read_system(const struct reader *reader, const char *line, const char *end)
{
    static const struct {
        const char *command, *word, *define;
    } systems[] = {
        {"find_package", "Zephyr", "__ZEPHYR__=1"},
        {"include", "IDF_PATH", "ESP_PLATFORM=1"},
        {"idf_component_register", "", "ESP_PLATFORM=1"},
        {"pico_sdk_init", "", "PICO_ON_DEVICE=1"},
    };
    for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
        const char *word = strstr(line, systems[i].word);
        if (begins_with_word(line, systems[i].command) && word && word < end) {
            give(reader, PROJECT_DEFINE, systems[i].define, strlen(systems[i].define));
        }
    }
}

/* target_compile_definitions(app PRIVATE A B=1), add_compile_definitions(A): up to the end of the line. */
static void read_cmake(const struct reader *reader, const char *line, const char *end)
{
    static const char *const commands[] = {"target_compile_definitions", "add_compile_definitions"};
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
        const char *open = strchr(line, '(');
        if (!begins_with_word(line, commands[i]) || !open || open >= end) {
            continue;
        }
        bool skip = i == 0; /* the target */
        for (const char *at = open + 1; at < end && *at != ')';) {
            at += strspn(at, " \t\"");
            size_t word = strcspn(at, " \t\")\r\n");
            bool is_keyword = begins_with_word(at, "PUBLIC") || begins_with_word(at, "PRIVATE") ||
                              begins_with_word(at, "INTERFACE");
            if (!skip && !is_keyword) {
                give(reader, PROJECT_DEFINE, at, define_length(at, end));
            }
            skip = false;
            at += word ? word : 1;
        }
    }
}

static void read_lines(struct reader *reader, const char *text, enum format format)
{
    char scratch[256];
    while (*text) {
        size_t length = strcspn(text, "\n");
        size_t used = format == FORMAT_LINES ? length : strcspn(text, "#\n");
        const char *line = text + strspn(text, " \t");
        const char *end = text + used;
        if (line < end) {
            follow_conditions(reader, line, format);
            read_flags(reader, line, end);
            if (format == FORMAT_MAKE) {
                read_variable(reader, line, end, scratch, sizeof(scratch));
            } else if (format == FORMAT_CMAKE) {
                read_cmake(reader, line, end);
                read_system(reader, line, end);
            }
        }
        text += length + (text[length] == '\n');
    }
}

/* ---- configurations of Kconfig ------------------------------------------------------------------------ */

/* CONFIG_A=y is what its header would say: #define CONFIG_A 1. Texts are left out: they decide nothing. */
static void read_kconfig(const struct reader *reader, const char *text)
{
    char scratch[160];
    while (*text) {
        size_t length = strcspn(text, "\r\n");
        size_t name = str_has_prefix(text, "CONFIG_") ? name_length(text) : 0;
        bool is_set = name && text[name] == '=' && length > name + 1 && length < sizeof(scratch);
        if (is_set && text[name + 1] == 'y') {
            memcpy(scratch, text, name);
            memcpy(scratch + name, "=1", 2);
            give(reader, PROJECT_DEFINE, scratch, name + 2);
        } else if (is_set && text[name + 1] != 'n') {
            give(reader, PROJECT_DEFINE, text, define_length(text, text + length));
        }
        text += length + (text[length] != '\0');
    }
}

/* ---- projects in XML ------------------------------------------------------------------------------------
 */

/* A, B=1 C: as Keil writes them. */
static void read_list(const struct reader *reader, const char *at, const char *end)
{
    while (at < end) {
        at += strspn(at, " ,;\t\r\n");
        size_t length = at < end ? define_length(at, end) : 0;
        give(reader, PROJECT_DEFINE, at, length);
        size_t word = strcspn(at, " ,;\t\r\n<");
        at += word ? word : 1;
    }
}

/* The folder of "${workspace_loc:/${ProjName}/Core/Inc}" or "../Core/Inc": builds run one folder below. */
static void read_folder(const struct reader *reader, const char *at, const char *end)
{
    static const char *const roots[] = {"../", "${ProjName}/", "${ProjDirPath}/", "$PROJ_DIR$/", "./"};
    at += strspn(at, "\"& ");
    if (str_has_prefix(at, "quot;")) {
        at += strlen("quot;");
    }
    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
        for (const char *found = at; found + strlen(roots[i]) < end; found++) {
            if (str_has_prefix(found, roots[i]) && (i != 0 || found == at)) {
                at = found + strlen(roots[i]);
                break;
            }
        }
    }
    size_t length = 0;
    while (at + length < end && !strchr("\"&}$;", at[length])) {
        length++;
    }
    give(reader, PROJECT_INCLUDE, at, length);
}

typedef void read_value(const struct reader *reader, const char *at, const char *end);

/* Between each `open` and the next `close` from `text` to `end`. */
static void each_between(const struct reader *reader, const char *text, const char *end, const char *open,
                         const char *close, read_value *read)
{
    for (const char *at = strstr(text, open); at && at < end; at = strstr(at, open)) {
        at += strlen(open);
        const char *stop = strstr(at, close);
        if (!stop || stop > end) {
            return;
        }
        read(reader, at, stop);
        at = stop;
    }
}

static void read_xml(const struct reader *reader, const char *text)
{
    static const struct {
        const char *section, *section_end, *open, *close;
        read_value *read;
    } places[] = {
        {"valueType=\"definedSymbols\"", "</option>", "value=\"", "\"", read_list},
        {"valueType=\"includePath\"", "</option>", "value=\"", "\"", read_folder},
        {"<Define>", "</Define", "<Define>", "</Define>", read_list},
        {"CCDefines</name>", "</option>", "<state>", "</state>", read_list},
        {"CCIncludePath2</name>", "</option>", "<state>", "</state>", read_folder},
        {"c_preprocessor_definitions=\"", "\n", "c_preprocessor_definitions=\"", "\"", read_list},
        {"<armgcc.compiler.symbols.DefSymbols>", "</armgcc.compiler.symbols.DefSymbols>", "<Value>",
         "</Value>", read_list},
    };
    const char *end = text + strlen(text);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        for (const char *at = strstr(text, places[i].section); at; at = strstr(at + 1, places[i].section)) {
            const char *stop = strstr(at + 1, places[i].section_end);
            each_between(reader, at, stop ? stop + strlen(places[i].close) : end, places[i].open,
                         places[i].close, places[i].read);
        }
    }
    read_flags(reader, text, end);
}

void project_text_read(const char *text, const char *name, project_take *take, void *context)
{
    struct reader reader = {.take = take, .context = context};
    enum format format = format_of(name);
    if (format == FORMAT_XML) {
        read_xml(&reader, text);
    } else if (format == FORMAT_KCONFIG) {
        read_kconfig(&reader, text);
    } else if (format != FORMAT_NONE) {
        read_lines(&reader, text, format);
    }
}
