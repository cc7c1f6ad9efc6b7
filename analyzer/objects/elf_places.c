#ifdef CRIT_HAVE_LIBDW

#include "objects/elf_places.h"

#include "base/map.h"

#include <dwarf.h>
#include <limits.h>

/* Where an inlined body was called from. */
struct finding_places {
    struct code *code;
    uint64_t bias;
    uint32_t (*string)(void *context, const char *text);
    void *context;
    struct map known;   /* file, line and caller → place */
    uint32_t *callers;  /* by instruction: the place of the innermost inlined call */
    Dwarf_Files *files; /* of the unit that is read */
    size_t file_count;
};

/* One string for one file, however its path was spelled: without "." and what ".." takes back. */
static uint32_t add_path(struct finding_places *finding, const char *path)
{
    char whole[PATH_MAX];
    size_t length = 0;
    size_t wanted = strlen(path);
    if (wanted >= sizeof(whole)) {
        return finding->string(finding->context, path);
    }
    for (const char *at = path; *at;) {
        size_t slashes = strspn(at, "/");
        at += slashes;
        size_t name = strcspn(at, "/");
        bool up = name == 2 && strncmp(at, "..", 2) == 0;
        size_t back = length;
        while (back && whole[back - 1] != '/') {
            back--;
        }
        bool can_go_up = up && back && strncmp(whole + back, "..", length - back) != 0;
        if (can_go_up) {
            length = back - 1;
        } else if (name && !(name == 1 && *at == '.')) {
            if (slashes || length) {
                whole[length++] = '/';
            }
            memcpy(whole + length, at, name);
            length += name;
        }
        at += name;
    }
    whole[length] = '\0';
    return finding->string(finding->context, whole);
}

static uint32_t add_place(struct finding_places *finding, uint32_t file, uint32_t line, uint32_t caller)
{
    struct code *code = finding->code;
    struct code_place place = {.file = file, .line = line, .caller = caller};
    uint64_t key = hash_bytes(&place, sizeof(place), 0);
    uint32_t known = map_get(&finding->known, key);
    if (known != MAP_NONE) {
        return known;
    }
    if (code->places.count >= ELF_PLACES_MAX) {
        code->truncated = true;
        return CODE_NONE;
    }
    VEC_PUSH(&code->places, place);
    map_set(&finding->known, key, (uint32_t)code->places.count - 1);
    return (uint32_t)code->places.count - 1;
}

/* The first instruction at or behind an address. */
static size_t first_from(const struct code *code, uint64_t address)
{
    size_t low = 0;
    size_t high = code->insns.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code->insns.data[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What a linker threw away keeps its DWARF, at address 0, where other code may lie. */
static bool is_discarded(const struct finding_places *finding, uint64_t low)
{
    return finding->code->linked && low == 0;
}

/* ---- inlined calls --------------------------------------------------------------------------------- */

static void mark_ranges(struct finding_places *finding, Dwarf_Die *die, uint32_t caller)
{
    Dwarf_Addr base;
    Dwarf_Addr start;
    Dwarf_Addr end;
    ptrdiff_t next = 0;
    while ((next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
        if (is_discarded(finding, start)) {
            continue;
        }
        for (size_t i = first_from(finding->code, start + finding->bias);
             i < finding->code->insns.count && finding->code->insns.data[i].address < end + finding->bias;
             i++) {
            finding->callers[i] = caller;
        }
    }
}

static uint32_t caller_of(struct finding_places *finding, Dwarf_Die *die, uint32_t outer)
{
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0;
    Dwarf_Word line = 0;
    if (!finding->files || dwarf_formudata(dwarf_attr(die, DW_AT_call_file, &attribute), &file) != 0 ||
        dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &attribute), &line) != 0 ||
        file >= finding->file_count) {
        return outer;
    }
    const char *name = dwarf_filesrc(finding->files, (size_t)file, NULL, NULL);
    return name ? add_place(finding, add_path(finding, name), (uint32_t)line, outer) : outer;
}

static void read_dies(struct finding_places *finding, Dwarf_Die *parent, uint32_t caller, int depth)
{
    Dwarf_Die die;
    if (depth > ELF_INLINE_DEPTH_MAX) {
        finding->code->truncated = true;
        return;
    }
    if (dwarf_child(parent, &die) != 0) {
        return;
    }
    do {
        uint32_t inside = caller;
        int tag = dwarf_tag(&die);
        if (tag == DW_TAG_inlined_subroutine) {
            inside = caller_of(finding, &die, caller);
            mark_ranges(finding, &die, inside);
        }
        if (tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine ||
            tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type) {
            read_dies(finding, &die, inside, depth + 1);
        }
    } while (dwarf_siblingof(&die, &die) == 0);
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static void mark_line(struct finding_places *finding, Dwarf_Line *line, uint64_t from, uint64_t to)
{
    struct code *code = finding->code;
    int number = 0;
    const char *name = dwarf_linesrc(line, NULL, NULL);
    dwarf_lineno(line, &number);
    if (!name || number <= 0) {
        return;
    }
    uint32_t file = add_path(finding, name);
    for (size_t i = first_from(code, from); i < code->insns.count && code->insns.data[i].address < to; i++) {
        code->insns.data[i].place = add_place(finding, file, (uint32_t)number, finding->callers[i]);
    }
}

static void read_lines(struct finding_places *finding, Dwarf_Die *unit)
{
    Dwarf_Lines *lines;
    size_t count;
    bool discarded = false;
    bool is_first = true;
    if (dwarf_getsrclines(unit, &lines, &count) != 0) {
        return;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        Dwarf_Line *line = dwarf_onesrcline(lines, i);
        Dwarf_Addr from = 0;
        Dwarf_Addr to = 0;
        bool ends = false;
        dwarf_lineaddr(line, &from);
        dwarf_lineaddr(dwarf_onesrcline(lines, i + 1), &to);
        dwarf_lineendsequence(line, &ends);
        discarded = is_first ? is_discarded(finding, from) : discarded;
        is_first = ends;
        if (!ends && !discarded && to > from) {
            mark_line(finding, line, from + finding->bias, to + finding->bias);
        }
    }
}

void elf_places_find(struct code *code, Dwarf *dwarf, uint64_t bias, uint32_t (*string)(void *, const char *),
                     void *context)
{
    struct finding_places finding = {.code = code, .bias = bias, .string = string, .context = context};
    struct arena scratch = {0};
    Dwarf_CU *cu = NULL;
    Dwarf_Die unit;
    finding.callers = ARENA_ARRAY(&scratch, uint32_t, code->insns.count + 1);
    for (size_t i = 0; i < code->insns.count; i++) {
        finding.callers[i] = CODE_NONE;
    }
    while (dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
        if (dwarf_getsrcfiles(&unit, &finding.files, &finding.file_count) != 0) {
            finding.files = NULL;
            finding.file_count = 0;
        }
        read_dies(&finding, &unit, CODE_NONE, 0);
        read_lines(&finding, &unit);
    }
    map_free(&finding.known);
    arena_free(&scratch);
}

#else

typedef int elf_places_are_empty; /* a file must hold something */

#endif
