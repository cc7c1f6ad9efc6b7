#include "driver/fix_text.h"

#include "frontend/source_text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 9 };

/* ---- what stands around a place ------------------------------------------------------------------- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static size_t line_start(const struct fix_file *file, size_t at)
{
    while (at > 0 && file->text.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* The last character of code before a place; FIX_NOWHERE: there is none. */
static size_t code_before(const struct fix_file *file, size_t at)
{
    while (at > 0 && isspace((unsigned char)file->code.data[at - 1])) {
        at--;
    }
    return at ? at - 1 : FIX_NOWHERE;
}

static size_t code_from(const struct fix_file *file, size_t at)
{
    return at + strspn(file->code.data + at, " \t\r\n\f\v");
}

/* Does nothing but blanks stand before it in its line? */
static bool begins_line(const struct fix_file *file, size_t at)
{
    size_t start = line_start(file, at);
    return start + strspn(file->text.data + start, " \t") == at;
}

/* A statement may be put before it, as one of the same block. `labelled`: a label may come first. */
static bool follows_statement(const struct fix_file *file, size_t at, bool labelled)
{
    size_t before = code_before(file, at);
    return before != FIX_NOWHERE && strchr(labelled ? ";{}:" : ";{}", file->code.data[before]);
}

/* The statement is the whole of what an if, else or loop controls. */
static bool is_controlled(const struct fix_file *file, size_t at)
{
    size_t before = code_before(file, at);
    if (before == FIX_NOWHERE || file->code.data[before] == ')') {
        return before != FIX_NOWHERE;
    }
    size_t start = before + 1;
    while (start > 0 && is_word(file->code.data[start - 1])) {
        start--;
    }
    return before + 1 - start == strlen("else") &&
           strncmp(file->code.data + start, "else", strlen("else")) == 0;
}

/* Behind the bracket that closes the one at `at`; FIX_NOWHERE: there is none. */
static size_t behind_bracket(const struct fix_file *file, size_t at)
{
    size_t depth = 0;
    for (; file->code.data[at]; at++) {
        depth += file->code.data[at] == '(';
        depth -= file->code.data[at] == ')';
        if (depth == 0) {
            return at + 1;
        }
        if (strchr(";{}", file->code.data[at])) {
            return FIX_NOWHERE;
        }
    }
    return FIX_NOWHERE;
}

/* "name(...)" or "name" at a place: its end; FIX_NOWHERE if something else stands there. */
static size_t call_end(const struct fix_file *file, size_t at)
{
    size_t end = at;
    while (is_word(file->code.data[end])) {
        end++;
    }
    if (end == at || isdigit((unsigned char)file->code.data[at])) {
        return FIX_NOWHERE;
    }
    size_t bracket = code_from(file, end);
    return file->code.data[bracket] == '(' ? behind_bracket(file, bracket) : end;
}

/* A call that is a statement of its own: [*at, *end), with a semicolon behind. */
static bool find_call(const struct fix_file *file, const struct loc *loc, size_t *at, size_t *end)
{
    *at = fix_offset(file, loc->line, loc->column);
    *end = *at == FIX_NOWHERE ? FIX_NOWHERE : call_end(file, *at);
    return *end != FIX_NOWHERE && *end == fix_offset(file, loc->end_line, loc->end_column) &&
           file->code.data[code_from(file, *end)] == ';' &&
           (follows_statement(file, *at, true) || is_controlled(file, *at));
}

/* Does the line of the place belong to a directive, a macro's definition above all? */
static bool in_directive(const struct fix_file *file, size_t at)
{
    size_t start = line_start(file, at);
    while (start >= 2 &&
           file->text.data[start - 2 - (start >= 3 && file->text.data[start - 2] == '\r')] == '\\') {
        start = line_start(file, start - 1);
    }
    return file->text.data[start + strspn(file->text.data + start, " \t")] == '#';
}

static int condition_step(const char *directive)
{
    directive = source_skip_blanks(directive + 1);
    return strncmp(directive, "if", 2) == 0      ? 1
           : strncmp(directive, "endif", 5) == 0 ? -1
           : strncmp(directive, "el", 2) == 0    ? -2
                                                 : 0;
}

/* What is declared at `from` is there at `to`: in the same block or one inside, under every condition. */
static bool is_in_scope(const struct fix_file *file, size_t from, size_t to)
{
    int braces = 0;
    int conditions = 0;
    for (size_t i = from; i < to; i++) {
        char c = file->code.data[i];
        braces += (c == '{') - (c == '}');
        if (file->text.data[i] == '#' && begins_line(file, i) && isspace((unsigned char)c)) {
            int step = condition_step(file->text.data + i);
            if (step == -2 && conditions == 0) {
                return false;
            }
            conditions += step == -2 ? 0 : step;
        }
        if (braces < 0 || conditions < 0) {
            return false;
        }
    }
    return from < to;
}

/* ---- names --------------------------------------------------------------------------------------- */

static bool has_word(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= length; i++) {
        if (strncmp(text + i, word, size) == 0 && (i == 0 || !is_word(text[i - 1])) &&
            (i + size == length || !is_word(text[i + size]))) {
            return true;
        }
    }
    return false;
}

/* The outermost block around a place: all that a local's name can meet there but globals and macros. */
static void find_block(const struct fix_file *file, size_t at, size_t *from, size_t *to)
{
    int depth = 0;
    *from = 0;
    *to = file->text.count;
    for (size_t i = 0; i < file->text.count; i++) {
        depth += file->code.data[i] == '{';
        if (file->code.data[i] == '{' && depth == 1 && i <= at) {
            *from = i;
        }
        depth -= file->code.data[i] == '}' && depth > 0;
        if (file->code.data[i] == '}' && depth == 0 && i > at) {
            *to = i;
            return;
        }
    }
}

/* Did another repair of the block get the name? */
static bool is_given(const struct fix_files *files, const struct fix_name *wanted)
{
    for (size_t i = 0; i < files->names.count; i++) {
        const struct fix_name *given = &files->names.data[i];
        if (given->file == wanted->file && given->block == wanted->block && given->at != wanted->at &&
            strcmp(given->name, wanted->name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *free_name(struct fix_files *files, const struct fix_file *file, size_t at,
                             const char *like)
{
    size_t to;
    struct fix_name wanted = {.file = file, .at = at, .name = like};
    find_block(file, at, &wanted.block, &to);
    for (int i = 2; i <= NAMES_MAX; i++) {
        if (!has_word(file->code.data + wanted.block, to - wanted.block, wanted.name) &&
            !is_given(files, &wanted)) {
            VEC_PUSH(&files->names, wanted);
            return wanted.name;
        }
        wanted.name = arena_printf(files->run, "%s_%d", like, i);
    }
    return NULL;
}

/* `text` with the name for each `$`. */
static const char *with_name(struct fix_files *files, const char *text, const char *name)
{
    struct buf out = {0};
    for (; *text; text++) {
        if (*text == '$') {
            buf_add(&out, name ? name : "");
        } else {
            buf_addn(&out, text, 1);
        }
    }
    const char *made = arena_strdup(files->run, buf_text(&out));
    buf_free(&out);
    return made;
}

/* ---- edits --------------------------------------------------------------------------------------- */

struct maker {
    struct fix_files *files;
    const struct fix_file *file;
    edit_list *edits;
    const char *name; /* of the local; or NULL */
    size_t declared;  /* where; FIX_NOWHERE: not yet */
};

static void edit(struct maker *maker, size_t from, size_t to, const char *text)
{
    struct edit made = {.loc = fix_loc(maker->file, from, to), .text = text};
    VEC_PUSH(maker->edits, made);
}

static const char *line_end(const struct fix_file *file, size_t at)
{
    const char *end = strchr(file->text.data + at, '\n');
    return end && end > file->text.data && end[-1] == '\r' ? "\r\n" : "\n";
}

/* The blanks that the line of a place begins with. */
static const char *indent(struct maker *maker, size_t at)
{
    size_t start = line_start(maker->file, at);
    return arena_strndup(maker->files->run, maker->file->text.data + start,
                         strspn(maker->file->text.data + start, " \t"));
}

static void insert_before(struct maker *maker, size_t at, const char *statement)
{
    struct arena *run = maker->files->run;
    if (begins_line(maker->file, at)) {
        size_t start = line_start(maker->file, at);
        edit(maker, start, start,
             arena_printf(run, "%s%s%s", indent(maker, at), statement, line_end(maker->file, at)));
    } else {
        edit(maker, at, at, arena_printf(run, "%s ", statement));
    }
}

/* Does one word of a declaration stand for something else than its type, or for a part of it? */
static bool is_type_alone(const char *word)
{
    static const char *const parts[] = {"int",   "long",   "short",  "char",     "unsigned",  "signed",
                                        "void",  "const",  "static", "volatile", "extern",    "inline",
                                        "_Bool", "struct", "enum",   "__inline", "__inline__"};
    bool small = false;
    for (const char *at = word; *at; at++) {
        small |= islower((unsigned char)*at) != 0;
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        small &= strcmp(parts[i], word) != 0;
    }
    return small; /* in capitals it may be an attribute's macro */
}

/* The word before a function's name, if it is the type; else what the facts know. */
static const char *declared_type(struct maker *maker, const struct repair_step *step)
{
    const struct fix_file *file = fix_file_find(maker->files, step->from.file);
    size_t name = file ? fix_offset(file, step->from.line, step->from.column) : FIX_NOWHERE;
    size_t last = name == FIX_NOWHERE ? FIX_NOWHERE : code_before(file, name);
    size_t start = last == FIX_NOWHERE ? 0 : last + 1;
    while (start > 0 && is_word(file->code.data[start - 1])) {
        start--;
    }
    const char *word = last == FIX_NOWHERE
                           ? ""
                           : arena_strndup(maker->files->run, file->code.data + start, last + 1 - start);
    return is_type_alone(word) ? word : step->type;
}

static bool declare(struct maker *maker, const struct repair_step *step)
{
    size_t at, end;
    if (!find_call(maker->file, &step->loc, &at, &end) || !follows_statement(maker->file, at, false) ||
        in_directive(maker->file, at)) {
        return false;
    }
    maker->declared = at;
    const char *text = with_name(maker->files, step->text, maker->name);
    if (step->type) {
        text = arena_printf(maker->files->run, "%s %s", declared_type(maker, step), text);
    }
    if (step->kind == REPAIR_TAKE) {
        edit(maker, at, end, text);
    } else {
        insert_before(maker, at, arena_printf(maker->files->run, "%s;", text));
    }
    return true;
}

static bool replace(struct maker *maker, const struct repair_step *step)
{
    size_t at, end;
    if (!find_call(maker->file, &step->loc, &at, &end) || in_directive(maker->file, at) ||
        (maker->declared != FIX_NOWHERE && !is_in_scope(maker->file, maker->declared, at))) {
        return false;
    }
    edit(maker, at, end, with_name(maker->files, step->text, maker->name));
    return true;
}

static bool put_after(struct maker *maker, const struct repair_step *step)
{
    size_t at, end;
    if (!find_call(maker->file, &step->loc, &at, &end) || in_directive(maker->file, at) ||
        !follows_statement(maker->file, at, false)) {
        return false;
    }
    size_t behind = code_from(maker->file, end) + 1;
    const char *text = with_name(maker->files, step->text, maker->name);
    const char *joint = " ";
    if (begins_line(maker->file, at)) {
        joint = arena_printf(maker->files->run, "%s%s", line_end(maker->file, at), indent(maker, at));
    }
    edit(maker, behind, behind, arena_printf(maker->files->run, "%s%s;", joint, text));
    return true;
}

/* Another function with the same arguments, and perhaps the address of the local as a last one. */
static bool call_twin(struct maker *maker, const struct repair_step *step)
{
    const struct fix_file *file = maker->file;
    size_t at, end;
    if (!find_call(file, &step->loc, &at, &end) || in_directive(file, at) ||
        file->code.data[end - 1] != ')') {
        return false;
    }
    size_t name_end = at;
    while (is_word(file->code.data[name_end])) {
        name_end++;
    }
    edit(maker, at, name_end, step->text);
    int depth = 0;
    int last = 0;
    size_t bracket = code_from(file, name_end);
    size_t comma = bracket;
    for (size_t i = bracket; i < end - 1; i++) {
        depth += strchr("([{", file->code.data[i]) != NULL;
        depth -= strchr(")]}", file->code.data[i]) != NULL;
        last += depth == 1 && file->code.data[i] == ',';
        comma = depth == 1 && file->code.data[i] == ',' ? i : comma;
    }
    bool none = code_from(file, bracket + 1) == end - 1;
    struct arena *run = maker->files->run;
    if (step->argument == REPAIR_APPEND) {
        edit(maker, end - 1, end - 1, arena_printf(run, "%s&%s", none ? "" : ", ", maker->name));
    } else if (step->argument >= 0) {
        edit(maker, comma + 1, end - 1, arena_printf(run, "%s&%s", last ? " " : "", maker->name));
    }
    return step->argument < 0 || (step->argument == last && !none);
}

/* ---- returns ------------------------------------------------------------------------------------- */

/* The statement at a place as it is written; NULL if it is none that can be written again elsewhere. */
static const char *statement_text(struct maker *maker, const struct loc *loc)
{
    size_t at = fix_offset(maker->file, loc->line, loc->column);
    size_t end = fix_offset(maker->file, loc->end_line, loc->end_column);
    bool fits = at != FIX_NOWHERE && end != FIX_NOWHERE && at < end && loc->line == loc->end_line &&
                maker->file->code.data[code_from(maker->file, end)] == ';' &&
                (follows_statement(maker->file, at, true) || is_controlled(maker->file, at)) &&
                !in_directive(maker->file, at);
    return fits ? arena_printf(maker->files->run, "%.*s;", (int)(end - at), maker->file->text.data + at)
                : NULL;
}

/* "if (x)\n    return;" gets braces. */
static void brace(struct maker *maker, size_t at, size_t behind, const char *statement)
{
    const struct fix_file *file = maker->file;
    struct arena *run = maker->files->run;
    size_t control = code_before(file, at) + 1;
    size_t rest = behind + strspn(file->code.data + behind, " \t\r");
    if (!begins_line(file, at) || file->code.data[rest] != '\n') {
        edit(maker, at, at, arena_printf(run, "{ %s ", statement));
        edit(maker, behind, behind, " }");
        return;
    }
    edit(maker, control, control, " {");
    insert_before(maker, at, statement);
    edit(maker, rest + 1, rest + 1, arena_printf(run, "%s}%s", indent(maker, control), line_end(file, at)));
}

static bool exit_first(struct maker *maker, const struct repair_step *step)
{
    static const char word[] = "return";
    const struct fix_file *file = maker->file;
    size_t at = fix_offset(file, step->loc.line, step->loc.column);
    const char *statement = statement_text(maker, &step->from);
    if (!statement || at == FIX_NOWHERE || strncmp(file->code.data + at, word, strlen(word)) != 0 ||
        is_word(file->code.data[at + strlen(word)]) || in_directive(file, at)) {
        return false;
    }
    size_t behind = at + strcspn(file->code.data + at, ";{}");
    if (file->code.data[behind++] != ';') {
        return false;
    }
    if (is_controlled(file, at)) {
        brace(maker, at, behind, statement);
        return true;
    }
    if (!follows_statement(file, at, true)) {
        return false;
    }
    insert_before(maker, at, statement);
    return true;
}

/* ---- asm ----------------------------------------------------------------------------------------- */

/* The keyword of an asm statement: at the place, or the only one of its line. [*at, *end) */
static bool find_asm(const struct fix_file *file, const struct loc *loc, size_t *at, size_t *end)
{
    static const char *const words[] = {"asm", "__asm", "__asm__"};
    bool whole_line = loc->column == 1 && loc->end_column == 1;
    size_t from = fix_offset(file, loc->line, loc->column);
    size_t found = 0;
    for (size_t i = from; from != FIX_NOWHERE && file->text.data[i] && file->text.data[i] != '\n'; i++) {
        size_t length = 0;
        while ((i == 0 || !is_word(file->code.data[i - 1])) && is_word(file->code.data[i + length])) {
            length++;
        }
        for (size_t j = 0; j < sizeof(words) / sizeof(*words); j++) {
            if (length == strlen(words[j]) && strncmp(file->code.data + i, words[j], length) == 0) {
                found++;
                *at = i;
                *end = i + length;
            }
        }
        if (!whole_line) {
            return found == 1; /* what stands there, and nothing else */
        }
    }
    return found == 1;
}

/* The bracket of an asm statement behind its qualifiers; FIX_NOWHERE: something else stands there. */
static size_t asm_bracket(const struct fix_file *file, size_t at)
{
    for (;;) {
        at += strspn(file->code.data + at, " \t\r\n\\");
        if (!is_word(file->code.data[at])) {
            return file->code.data[at] == '(' ? at : FIX_NOWHERE;
        }
        while (is_word(file->code.data[at])) {
            at++;
        }
    }
}

/* A line of a macro's definition ends in a backslash, and its code in what source_blank() puts there. */
static size_t asm_close(const struct fix_file *file, size_t bracket)
{
    size_t depth = 0;
    for (size_t i = bracket; file->code.data[i]; i++) {
        depth += file->code.data[i] == '(';
        depth -= file->code.data[i] == ')';
        if (depth == 0) {
            return i;
        }
        if (strchr("{};", file->code.data[i])) {
            return FIX_NOWHERE;
        }
    }
    return FIX_NOWHERE;
}

static bool add_volatile(struct maker *maker, const struct repair_step *step)
{
    size_t at, end;
    if (!find_asm(maker->file, &step->loc, &at, &end) || asm_bracket(maker->file, end) == FIX_NOWHERE) {
        return false;
    }
    edit(maker, end, end, maker->file->code.data[end - 1] == '_' ? " __volatile__" : " volatile");
    return true;
}

static bool add_clobber(struct maker *maker, const struct repair_step *step)
{
    const struct fix_file *file = maker->file;
    size_t at, end;
    size_t bracket = find_asm(file, &step->loc, &at, &end) ? asm_bracket(file, end) : FIX_NOWHERE;
    size_t close = bracket == FIX_NOWHERE ? FIX_NOWHERE : asm_close(file, bracket);
    if (close == FIX_NOWHERE) {
        return false;
    }
    int colons = 0;
    int depth = 0;
    size_t last = bracket; /* the last character of the statement's own */
    size_t colon = bracket;
    for (size_t i = bracket + 1; i < close; i++) {
        depth += strchr("([", file->code.data[i]) != NULL;
        depth -= strchr(")]", file->code.data[i]) != NULL;
        if (file->code.data[i] == ':' && depth == 0) {
            colons++;
            colon = i;
        }
        if (file->text.data[i] == '/' && file->code.data[i] != '/') {
            return false; /* a comment, perhaps; where it ends is not known here */
        }
        last = isspace((unsigned char)file->text.data[i]) || file->text.data[i] == '\\' ? last : i;
    }
    size_t template = strcspn(file->text.data + bracket, "%{}|");
    bool plain = bracket + template > close; /* else it would be read in another way with operands */
    if (colons > 3 || (colons == 0 && !plain) || last == bracket) {
        return false;
    }
    bool listed = colons == 3 && last > colon;
    const char *const texts[] = {": : : \"memory\"", ": : \"memory\"", ": \"memory\"", "\"memory\""};
    bool blank = !listed && (file->code.data[last] != ':' || colons == 3);
    const char *text =
        listed ? ", \"memory\"" : arena_printf(maker->files->run, "%s%s", blank ? " " : "", texts[colons]);
    size_t blanks = strspn(file->text.data + last + 1, " \t"); /* the backslashes stay below each other */
    bool joined = file->text.data[last + 1 + blanks] == '\\' && blanks > strlen(text);
    edit(maker, last + 1, last + 1 + (joined ? strlen(text) : 0), text);
    return true;
}

/* ---- the whole ----------------------------------------------------------------------------------- */

static bool make_edits(struct maker *maker, const struct repair_step *step)
{
    switch (step->kind) {
    case REPAIR_DECLARE:
    case REPAIR_TAKE: return declare(maker, step);
    case REPAIR_REPLACE: return replace(maker, step);
    case REPAIR_AFTER: return put_after(maker, step);
    case REPAIR_EXIT: return exit_first(maker, step);
    case REPAIR_TWIN: return call_twin(maker, step);
    case REPAIR_ASM_VOLATILE: return add_volatile(maker, step);
    case REPAIR_ASM_MEMORY: return add_clobber(maker, step);
    }
    return false;
}

bool fix_text(struct fix_files *files, const struct repair *repair, edit_list *edits)
{
    edits->count = 0;
    if (!repair->step_count) {
        return false;
    }
    struct maker maker = {.files = files,
                          .file = fix_file_find(files, repair->steps[0].loc.file),
                          .edits = edits,
                          .declared = FIX_NOWHERE};
    if (!maker.file) {
        return false;
    }
    if (repair->local) {
        const struct loc *loc = &repair->steps[0].loc;
        size_t at = fix_offset(maker.file, loc->line, loc->column);
        maker.name = at == FIX_NOWHERE ? NULL : free_name(files, maker.file, at, repair->local);
    }
    bool ok = !repair->local || maker.name;
    for (size_t i = 0; i < repair->step_count && ok; i++) {
        ok =
            strcmp(repair->steps[i].loc.file, maker.file->path) == 0 && make_edits(&maker, &repair->steps[i]);
    }
    return ok;
}
