#include "frontend/stubs.h"

#include "frontend/source_text.h"
#include "frontend/stub_use.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { STUBS_MAX = 4000, NAME_MAX_LENGTH = 200, NESTING = 3 };

enum stub_kind { STUB_NAME, STUB_TYPE, STUB_TAG, STUB_ENUM, STUB_MEMBER, STUB_STANDARD, STUB_KINDS };

struct stub {
    const char *name;
    enum stub_kind kind;
    unsigned use; /* STUB_* of stub_use.h */
    bool refused; /* something else declares it after all */
};

void stubs_init(struct stubs *stubs, struct arena *arena, bool small_ints, bool is_cxx)
{
    *stubs = (struct stubs){.arena = arena, .small_ints = small_ints, .is_cxx = is_cxx};
}

void stubs_free(struct stubs *stubs)
{
    str_free(&stubs->words);
    map_free(&stubs->by_name);
    VEC_FREE(&stubs->list);
    buf_free(&stubs->header);
}

size_t stubs_count(const struct stubs *stubs)
{
    return stubs->list.count;
}

/* ---- the list ---------------------------------------------------------------------------------------- */

static struct stub *find(struct stubs *stubs, enum stub_kind kind, const char *name)
{
    uint32_t word = str_find(&stubs->words, name);
    uint32_t at = word ? map_get(&stubs->by_name, (uint64_t)word * STUB_KINDS + kind) : MAP_NONE;
    return at == MAP_NONE ? NULL : &stubs->list.data[at];
}

static bool is_identifier(const char *name)
{
    size_t length = strspn(name, STUB_NAME_CHARS);
    return length && length < NAME_MAX_LENGTH && !name[length] && !isdigit((unsigned char)*name);
}

/* Adds what is said of a name. True if it is news. */
static bool add(struct stubs *stubs, enum stub_kind kind, const char *name, unsigned use)
{
    struct stub *old = find(stubs, kind, name);
    if (old) {
        bool news = (old->use | use) != old->use && !old->refused;
        old->use |= use;
        return news;
    }
    if (!is_identifier(name) || stubs->list.count >= STUBS_MAX) {
        return false;
    }
    uint32_t word = str_add(&stubs->words, name);
    map_set(&stubs->by_name, (uint64_t)word * STUB_KINDS + kind, (uint32_t)stubs->list.count);
    struct stub stub = {.name = str_get(&stubs->words, word), .kind = kind, .use = use};
    VEC_PUSH(&stubs->list, stub);
    return true;
}

/* The members that a chain behind a use asks for: regs->CR[2].low. */
static void add_chain(struct stubs *stubs, const char *at)
{
    struct stub_chain chain;
    while (stub_use_chain(at, &chain)) {
        add(stubs, STUB_MEMBER, arena_strndup(stubs->arena, chain.member, chain.length), chain.use);
        at = chain.member + chain.length;
    }
}

/* What all occurrences in a text say of a name. */
static unsigned study(struct stubs *stubs, const char *name, const char *text)
{
    unsigned use = 0;
    size_t length = strlen(name);
    for (const char *at = text ? strstr(text, name) : NULL; at; at = strstr(at + length, name)) {
        if (stub_use_is_word(text, at, length)) {
            use |= stub_use_at(text, at, length);
            add_chain(stubs, at + length);
        }
    }
    return use;
}

/* ---- the headers of the language --------------------------------------------------------------------- */

static const char *standard_header(const char *name)
{
    static const char *const stddef_names[] = {"size_t", "ptrdiff_t", "NULL", "offsetof", "wchar_t"};
    static const char *const stdbool_names[] = {"bool", "true", "false"};
    size_t length = strlen(name);
    bool is_int = length > 5 && strcmp(name + length - 2, "_t") == 0 &&
                  (strncmp(name, "int", 3) == 0 || strncmp(name, "uint", 4) == 0);
    const char *digits = name + strcspn(name, "0123456789");
    bool is_sized = is_int && isdigit((unsigned char)*digits);
    if (is_sized || strcmp(name, "uintptr_t") == 0 || strcmp(name, "intptr_t") == 0) {
        return "stdint.h";
    }
    for (size_t i = 0; i < sizeof(stddef_names) / sizeof(*stddef_names); i++) {
        if (strcmp(name, stddef_names[i]) == 0) {
            return "stddef.h";
        }
    }
    for (size_t i = 0; i < sizeof(stdbool_names) / sizeof(*stdbool_names); i++) {
        if (strcmp(name, stdbool_names[i]) == 0) {
            return "stdbool.h";
        }
    }
    return strcmp(name, "va_list") == 0 ? "stdarg.h" : NULL;
}

/* A header's name is no identifier: it is kept by the name that asked for it. */
static bool add_name(struct stubs *stubs, enum stub_kind kind, const char *name, const char *text)
{
    if (standard_header(name)) {
        return add(stubs, STUB_STANDARD, name, 0);
    }
    if (find(stubs, kind, name) || find(stubs, STUB_TYPE, name)) {
        return false;
    }
    unsigned use = study(stubs, name, text);
    bool is_type = (kind == STUB_TYPE || (use & STUB_AS_TYPE)) && !(use & (STUB_EMPTY | STUB_AT_FILE_SCOPE));
    return add(stubs, is_type ? STUB_TYPE : STUB_NAME, name, is_type ? 0 : use);
}

/* ---- clang's errors ----------------------------------------------------------------------------------- */

/* The n-th text between quotes, or NULL. */
static const char *quoted(struct stubs *stubs, const char *message, int n)
{
    for (;; n--) {
        const char *start = strchr(message, '\'');
        const char *end = start ? strchr(start + 1, '\'') : NULL;
        if (!end) {
            return NULL;
        }
        if (n == 0) {
            return arena_strndup(stubs->arena, start + 1, (size_t)(end - start - 1));
        }
        message = end + 1;
    }
}

/* The name of the type without its qualifiers and stars: "const struct bt_uuid *" gives bt_uuid. */
static const char *type_name(struct stubs *stubs, const char *spelling, enum stub_kind *kind)
{
    static const char *const qualifiers[] = {"const ", "volatile ", "restrict "};
    for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++) {
        if (str_has_prefix(spelling, qualifiers[i])) {
            spelling += strlen(qualifiers[i]);
            i = (size_t)-1;
        }
    }
    bool is_struct = str_has_prefix(spelling, "struct ");
    bool is_enum = str_has_prefix(spelling, "enum ");
    *kind = is_struct ? STUB_TAG : is_enum ? STUB_ENUM : STUB_TYPE;
    spelling += is_struct ? strlen("struct ") : is_enum ? strlen("enum ") : 0;
    return arena_strndup(stubs->arena, spelling, strspn(spelling, STUB_NAME_CHARS));
}

/* The plain name that a macro of the file stands for (#define UART USART1), or NULL. */
static const char *alias(struct stubs *stubs, const char *raw, const char *word)
{
    struct source_walk walk = {.at = raw, .line = 1};
    struct source_directive directive;
    size_t length = strlen(word);
    while (raw && source_next_directive(&walk, &directive)) {
        const char *at = source_skip_blanks(directive.rest);
        if (!source_directive_is(&directive, "define") || strspn(at, STUB_NAME_CHARS) != length ||
            strncmp(at, word, length) != 0 || !strchr(" \t", at[length])) {
            continue;
        }
        at += length;
        at += strspn(at, " \t(");
        const char *body = arena_strndup(stubs->arena, at, strspn(at, STUB_NAME_CHARS));
        if (is_identifier(body)) {
            return body;
        }
    }
    return NULL;
}

/* The invented name that a word of the file is, by itself or through macros; or the word. */
static const char *invented_name(struct stubs *stubs, const char *raw, const char *word)
{
    const char *at = word;
    for (int depth = 0; at && depth < NESTING; depth++) {
        if (find(stubs, STUB_NAME, at)) {
            return at;
        }
        at = alias(stubs, raw, at);
    }
    return word;
}

/* An invented type is more than a number; or, where it has no name, the expression before `at` is. */
static bool reshape(struct stubs *stubs, const struct stub_error *error, unsigned use)
{
    const char *text = error->code;
    const char *at = error->at;
    const char *spelling = quoted(stubs, error->message, 0);
    enum stub_kind kind = STUB_NAME;
    const char *name = spelling ? type_name(stubs, spelling, &kind) : "";
    struct stub *type = kind == STUB_TYPE ? find(stubs, STUB_TYPE, name) : NULL;
    if (type) {
        return add(stubs, STUB_TYPE, name, use);
    }
    size_t length = 0;
    unsigned around = 0;
    const char *base = text && at ? stub_use_base(text, at, use, &length, &around) : NULL;
    if (!base) {
        return false;
    }
    const char *word = invented_name(stubs, error->raw, arena_strndup(stubs->arena, base, length));
    bool is_undeclared_call = (around & STUB_CALLED) && stub_use_is_word(text, base, length);
    enum stub_kind of = is_undeclared_call || find(stubs, STUB_NAME, word) ? STUB_NAME : STUB_MEMBER;
    add_chain(stubs, base + length);
    return (is_undeclared_call || find(stubs, of, word)) && add(stubs, of, word, use | around);
}

/* A record that is named and never defined gets the members. */
static bool complete(struct stubs *stubs, const char *message)
{
    for (int i = 0; i < 3; i++) {
        const char *spelling = quoted(stubs, message, i);
        enum stub_kind kind = STUB_NAME;
        const char *name = spelling ? type_name(stubs, spelling, &kind) : NULL;
        if (name && kind != STUB_TYPE) {
            return add(stubs, kind, name, 0);
        }
    }
    return false;
}

static bool add_declarator(struct stubs *stubs, const char *text, const char *at)
{
    size_t length = 0;
    unsigned use = 0;
    const char *name = text && at ? stub_use_declarator(text, at, &length, &use) : NULL;
    return name && add(stubs, STUB_NAME, arena_strndup(stubs->arena, name, length), use);
}

static const char *word_at(struct stubs *stubs, const char *at)
{
    return at ? arena_strndup(stubs->arena, at, strspn(at, STUB_NAME_CHARS)) : "";
}

/* #if HAS(x) && …: the error stands at the bracket behind the name. `at` lies within a file's text. */
static bool add_macro_before(struct stubs *stubs, const char *at)
{
    const char *start = at;
    while (at && *at == '(' && *start != '\n' && strchr(STUB_NAME_CHARS, start[-1])) {
        start--;
    }
    return at && start < at && add(stubs, STUB_NAME, word_at(stubs, start), STUB_MACRO);
}

/* A name that stood where a type may stand, and elsewhere where none may. */
static bool take_back_type(struct stubs *stubs, const char *name, const char *code)
{
    struct stub *type = find(stubs, STUB_TYPE, name);
    if (!type || type->refused) {
        return false;
    }
    type->refused = true;
    return add(stubs, STUB_NAME, name, study(stubs, name, code) & ~(unsigned)STUB_AS_TYPE);
}

static bool refuse(struct stubs *stubs, const char *name)
{
    bool any = false;
    for (int kind = STUB_NAME; name && kind <= STUB_ENUM; kind++) {
        struct stub *stub = find(stubs, (enum stub_kind)kind, name);
        if (stub && !stub->refused) {
            stub->refused = true;
            any = true;
        }
    }
    return any;
}

/* ---- what each error teaches ------------------------------------------------------------------------------
 */

enum lesson {
    LESSON_NAME,       /* an undeclared name */
    LESSON_TYPE,       /* an undeclared type */
    LESSON_NO_TYPE,    /* taken for a type, and is none */
    LESSON_MACRO,      /* called in a condition */
    LESSON_OPERATOR,   /* the same, told at its bracket */
    LESSON_MEMBER,     /* a member that a record lacks */
    LESSON_INCOMPLETE, /* a record that is named and never defined */
    LESSON_CONFLICT,   /* something else declares what we invented */
    LESSON_CONSTANT,   /* a call where a constant must stand: a macro's */
    LESSON_DECLARATOR, /* a macro where a declaration should begin */
    LESSON_FORM,       /* a name that has another form: `use` */
};

static const struct {
    const char *prefix; /* of clang's message */
    enum lesson lesson;
    unsigned use;
} lessons[] = {
    {"use of undeclared identifier", LESSON_NAME, 0},
    {"unknown type name", LESSON_TYPE, 0},
    {"function cannot return function type", LESSON_TYPE, 0}, /* int unknown(int (*)()) */
    {"unexpected type name", LESSON_NO_TYPE, 0},
    {"function-like macro", LESSON_MACRO, 0},
    {"token is not a valid binary operator", LESSON_OPERATOR, 0},
    {"no member named", LESSON_MEMBER, 0},
    {"field designator", LESSON_MEMBER, 0},
    {"incomplete definition of type", LESSON_INCOMPLETE, 0},
    {"incomplete result type", LESSON_INCOMPLETE, 0},
    {"variable has incomplete type", LESSON_INCOMPLETE, 0},
    {"field has incomplete type", LESSON_INCOMPLETE, 0},
    {"tentative definition has type", LESSON_INCOMPLETE, 0},
    {"invalid application of", LESSON_INCOMPLETE, 0},
    {"arithmetic on a pointer to an incomplete", LESSON_INCOMPLETE, 0},
    {"array has incomplete element", LESSON_INCOMPLETE, 0},
    {"subscript of pointer to incomplete", LESSON_INCOMPLETE, 0},
    {"initialization of incomplete type", LESSON_INCOMPLETE, 0},
    {"calling function with incomplete", LESSON_INCOMPLETE, 0},
    {"returning", LESSON_INCOMPLETE, 0},
    {"redefinition of", LESSON_CONFLICT, 0},
    {"typedef redefinition", LESSON_CONFLICT, 0},
    {"static declaration of", LESSON_CONFLICT, 0},
    {"non-static declaration of", LESSON_CONFLICT, 0},
    {"conflicting types for", LESSON_CONFLICT, 0},
    {"duplicate member", LESSON_CONFLICT, 0},
    {"declaration of", LESSON_CONFLICT, 0}, /* has a different language linkage */
    {"initializer element is not a compile-time", LESSON_CONSTANT, 0},
    {"a parameter list without types", LESSON_DECLARATOR, 0},
    {"expected function body", LESSON_DECLARATOR, 0},
    {"expected parameter declarator", LESSON_DECLARATOR, 0},
    {"expected ')'", LESSON_DECLARATOR, 0},
    {"parameter named", LESSON_DECLARATOR, 0},
    {"member reference base type", LESSON_FORM, STUB_DOT},
    {"member reference type", LESSON_FORM, STUB_ARROW},
    {"initialization of non-aggregate", LESSON_FORM, STUB_DOT},
    {"called object type", LESSON_FORM, STUB_CALLED},
    {"subscripted value is not", LESSON_FORM, STUB_INDEXED},
    {"indirection requires pointer", LESSON_FORM, STUB_INDEXED},
    {"expression is not assignable", LESSON_FORM, STUB_ASSIGNED},
    {"cannot take the address of", LESSON_FORM, STUB_ASSIGNED},
};

static bool learn(struct stubs *stubs, const struct stub_error *error, enum lesson lesson, unsigned use)
{
    const char *name = quoted(stubs, error->message, 0);
    const char *word = word_at(stubs, error->at);
    switch (lesson) {
    case LESSON_NAME: return name && add_name(stubs, STUB_NAME, name, error->code);
    case LESSON_TYPE: return name && add_name(stubs, STUB_TYPE, name, error->code);
    case LESSON_NO_TYPE: return name && take_back_type(stubs, name, error->code);
    case LESSON_MACRO: return name && add(stubs, STUB_NAME, name, STUB_MACRO);
    case LESSON_OPERATOR: return add_macro_before(stubs, error->raw_at);
    case LESSON_MEMBER:
        return name && add(stubs, STUB_MEMBER, name, error->code ? study(stubs, name, error->code) : 0);
    case LESSON_INCOMPLETE: return complete(stubs, error->message);
    case LESSON_CONFLICT: /* of two types for one name clang says the types; the name stands there */
        return refuse(stubs,
                      str_has_prefix(error->message, "typedef") ? word_at(stubs, error->raw_at) : name);
    case LESSON_CONSTANT:
        return *word && error->at[strlen(word)] == '(' && add(stubs, STUB_NAME, word, STUB_MACRO);
    case LESSON_DECLARATOR: return add_declarator(stubs, error->code, error->at);
    case LESSON_FORM: return reshape(stubs, error, use);
    }
    return false;
}

bool stubs_learn(struct stubs *stubs, const struct stub_error *error)
{
    for (size_t i = 0; i < sizeof(lessons) / sizeof(*lessons); i++) {
        if (str_has_prefix(error->message, lessons[i].prefix)) {
            return learn(stubs, error, lessons[i].lesson, lessons[i].use);
        }
    }
    return false;
}

/* ---- the declarations ------------------------------------------------------------------------------------
 */

/* The parameters of a function that nobody declared. */
static const char *anything(const struct stubs *stubs)
{
    return stubs->is_cxx ? "(...)" : "()";
}

static const char *scalar(const struct stubs *stubs)
{
    return stubs->small_ints ? "signed char" : "int";
}

/* `level`: of the record around it. One inside the last level is a number. */
static void declare(struct stubs *stubs, const struct stub *stub, int level)
{
    struct buf *out = &stubs->header;
    unsigned use = stub->use;
    char record[48];
    snprintf(record, sizeof(record), "struct crit_unknown_%d", level);
    bool is_record = (use & STUB_DOT) && level < NESTING;
    const char *element = is_record ? record : use & STUB_ARROW ? "struct crit_unknown_0 *" : scalar(stubs);
    bool is_pointer = (use & STUB_INDEXED) && ((use & STUB_ASSIGNED) || stub->kind != STUB_NAME);
    if (use & STUB_CALLED) {
        buf_addf(out, "%s (*%s)%s;\n", element, stub->name, anything(stubs));
    } else if (is_pointer) {
        buf_addf(out, "%s *%s;\n", element, stub->name);
    } else {
        buf_addf(out, "%s %s%s;\n", element, stub->name, use & STUB_INDEXED ? "[256]" : "");
    }
}

static void declare_records(struct stubs *stubs)
{
    buf_add(&stubs->header, "struct crit_unknown_0;\n");
    for (int level = NESTING - 1; level >= 0; level--) {
        buf_addf(&stubs->header, "struct crit_unknown_%d {\nint crit_unknown;\n", level);
        for (size_t i = 0; i < stubs->list.count; i++) {
            if (stubs->list.data[i].kind == STUB_MEMBER) {
                declare(stubs, &stubs->list.data[i], level + 1);
            }
        }
        buf_add(&stubs->header, "};\n");
    }
}

static void declare_type(struct stubs *stubs, const struct stub *stub)
{
    const char *of = stub->use & STUB_DOT     ? "struct crit_unknown_0 "
                     : stub->use & STUB_ARROW ? "struct crit_unknown_0 *"
                                              : scalar(stubs);
    bool is_pointer = (stub->use & STUB_INDEXED) && !(stub->use & STUB_ARROW);
    if (stub->use & STUB_CALLED) {
        buf_addf(&stubs->header, "typedef int (*%s)%s;\n", stub->name, anything(stubs));
    } else {
        buf_addf(&stubs->header, "typedef %s %s%s;\n", of, is_pointer ? "*" : "", stub->name);
    }
}

static void declare_tag(struct stubs *stubs, const struct stub *stub)
{
    buf_addf(&stubs->header, "struct %s {\nint crit_unknown;\n", stub->name);
    for (size_t i = 0; i < stubs->list.count; i++) {
        if (stubs->list.data[i].kind == STUB_MEMBER) {
            declare(stubs, &stubs->list.data[i], 1);
        }
    }
    buf_add(&stubs->header, "};\n");
}

static void declare_name(struct stubs *stubs, const struct stub *stub, size_t number)
{
    struct buf *out = &stubs->header;
    const char *result = stub->use & STUB_DOT     ? "struct crit_unknown_0"
                         : stub->use & STUB_ARROW ? "struct crit_unknown_0 *"
                                                  : "int";
    if (stub->use & STUB_EMPTY) {
        buf_addf(out, "#define %s\n", stub->name);
    } else if (stub->use & STUB_MACRO) {
        buf_addf(out, "#define %s(...) 0\n", stub->name);
    } else if (stub->use & STUB_AT_FILE_SCOPE) {
        buf_addf(out, "#define %s(...) %s\n", stub->name,
                 stub->use & STUB_ALONE ? "" : "struct crit_unknown_0");
    } else if (stub->use & STUB_CALLED) {
        buf_addf(out, "%s %s%s;\n", result, stub->name, anything(stubs));
    } else if (stub->use & (STUB_DOT | STUB_ARROW | STUB_INDEXED | STUB_ASSIGNED)) {
        buf_add(out, "extern ");
        declare(stubs, stub, 0);
    } else { /* no two the same: clang refuses equal case labels */
        buf_addf(out, "enum { %s = %zu };\n", stub->name, number + 1);
    }
}

const char *stubs_header(struct stubs *stubs)
{
    buf_clear(&stubs->header);
    for (size_t i = 0; i < stubs->list.count; i++) {
        if (stubs->list.data[i].kind == STUB_STANDARD) {
            buf_addf(&stubs->header, "#include <%s>\n", standard_header(stubs->list.data[i].name));
        }
    }
    buf_add(&stubs->header, stubs->is_cxx ? "extern \"C\" {\n" : "");
    declare_records(stubs);
    for (size_t i = 0; i < stubs->list.count; i++) {
        const struct stub *stub = &stubs->list.data[i];
        if (stub->refused) {
            continue;
        }
        switch (stub->kind) {
        case STUB_NAME: declare_name(stubs, stub, i); break;
        case STUB_TYPE: declare_type(stubs, stub); break;
        case STUB_TAG: declare_tag(stubs, stub); break;
        case STUB_ENUM: buf_addf(&stubs->header, "enum %s { crit_unknown_%zu };\n", stub->name, i); break;
        default: break;
        }
    }
    buf_add(&stubs->header, stubs->is_cxx ? "}\n" : "");
    return buf_text(&stubs->header);
}
