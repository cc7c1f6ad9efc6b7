#include "objects/elf_code.h"

#ifndef CRIT_HAVE_LIBDW

const char *elf_code_missing(void)
{
    return "this critlint was built without libdw: install libdw-dev and build it again";
}

const char *elf_code_read(struct code *code, struct arena *arena, const char *path)
{
    (void)arena;
    (void)path;
    *code = (struct code){.arch = 0};
    return elf_code_missing();
}

#else

#include "base/map.h"
#include "base/str.h"
#include "objects/disassembler.h"
#include "objects/elf_places.h"
#include "objects/instruction.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

/* What begins at an address, by the symbols of Arm: data or code of either state. */
enum state { STATE_THUMB, STATE_ARM, STATE_DATA };

struct mark {
    uint64_t address;
    uint8_t state;
};

/* A symbol that an instruction is relocated with. */
struct fixup {
    uint64_t address;
    uint64_t target; /* where `defined` */
    int64_t addend;
    uint32_t callee; /* else: string */
    uint32_t index;  /* in the file's order */
    bool defined, explicit_addend;
};

struct symbol_func {
    uint64_t address, size;
    uint32_t name; /* string */
    bool global;
};

struct reading {
    struct code *code;
    struct arena *arena;
    Elf *elf;
    int machine;
    bool wide; /* 64 bits */
    void *thumb, *other;
    struct map strings; /* hash → string */
    VEC(struct mark) marks;
    VEC(struct fixup) fixups;
    VEC(struct symbol_func) funcs;
};

const char *elf_code_missing(void)
{
    return NULL;
}

static uint32_t add_string(void *context, const char *text)
{
    struct reading *reading = context;
    struct code *code = reading->code;
    size_t length = strlen(text);
    uint64_t key = hash_bytes(text, length, 0);
    uint32_t known = map_get(&reading->strings, key);
    if (known != MAP_NONE) {
        return known;
    }
    uint32_t at = (uint32_t)code->strings.count;
    VEC_RESERVE(&code->strings, code->strings.count + length + 1);
    memcpy(code->strings.data + code->strings.count, text, length + 1);
    code->strings.count += length + 1;
    map_set(&reading->strings, key, at);
    return at;
}

/* ---- symbols and relocations ---------------------------------------------------------------------- */

static bool section_of(const struct reading *reading, size_t index, Elf_Scn **section, GElf_Shdr *header)
{
    *section = elf_getscn(reading->elf, index);
    return *section && gelf_getshdr(*section, header);
}

/* The address of a symbol, in a relocatable object by where its section was laid. */
static uint64_t address_of(const struct reading *reading, const GElf_Sym *symbol)
{
    Elf_Scn *section;
    GElf_Shdr header;
    uint64_t base = 0;
    if (!reading->code->linked && symbol->st_shndx < SHN_LORESERVE &&
        section_of(reading, symbol->st_shndx, &section, &header)) {
        base = header.sh_addr;
    }
    bool is_code = GELF_ST_TYPE(symbol->st_info) == STT_FUNC;
    uint64_t bit = reading->machine == EM_ARM && is_code ? 1 : 0; /* the state, not the address */
    return base + (symbol->st_value & ~bit);
}

static bool is_code_section(const struct reading *reading, size_t index)
{
    Elf_Scn *section;
    GElf_Shdr header;
    return index < SHN_LORESERVE && section_of(reading, index, &section, &header) &&
           (header.sh_flags & SHF_EXECINSTR) != 0;
}

static void read_symbol(struct reading *reading, const GElf_Sym *symbol, const char *name)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    if (!is_code_section(reading, symbol->st_shndx)) {
        return;
    }
    if (name[0] == '$') { /* "$t", "$d.3" */
        uint8_t state = name[1] == 'd' ? STATE_DATA : name[1] == 'a' ? STATE_ARM : STATE_THUMB;
        struct mark mark = {.address = address_of(reading, symbol), .state = state};
        VEC_PUSH(&reading->marks, mark);
        return;
    }
    /* Functions of assembler often have no type on AVR; labels of the compiler start with a dot. */
    bool untyped =
        type == STT_NOTYPE && GELF_ST_BIND(symbol->st_info) == STB_GLOBAL && reading->machine == EM_AVR;
    if ((type == STT_FUNC || untyped) && *name && reading->funcs.count < ELF_FUNCS_MAX) {
        struct symbol_func func = {.address = address_of(reading, symbol),
                                   .size = symbol->st_size,
                                   .name = add_string(reading, name),
                                   .global = GELF_ST_BIND(symbol->st_info) != STB_LOCAL};
        VEC_PUSH(&reading->funcs, func);
    }
}

static void read_symbols(struct reading *reading, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 0; data && i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, (int)i, &symbol)) {
            const char *name = elf_strptr(reading->elf, header->sh_link, symbol.st_name);
            read_symbol(reading, &symbol, name ? name : "");
        }
    }
}

static void add_fixup(struct reading *reading, const GElf_Shdr *of, Elf_Data *symbols, uint32_t names,
                      uint64_t offset, size_t index, const int64_t *addend)
{
    GElf_Sym symbol;
    if (!index || !symbols || !gelf_getsym(symbols, (int)index, &symbol)) {
        return; /* without a symbol: a hint to the linker */
    }
    const char *name = elf_strptr(reading->elf, names, symbol.st_name);
    struct fixup fixup = {.address = of->sh_addr + offset,
                          .defined = symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < SHN_LORESERVE,
                          .index = (uint32_t)reading->fixups.count,
                          .explicit_addend = addend != NULL,
                          .addend = addend ? *addend : 0};
    fixup.target = fixup.defined ? address_of(reading, &symbol) : 0;
    fixup.callee = !fixup.defined && name && *name ? add_string(reading, name) : 0;
    VEC_PUSH(&reading->fixups, fixup);
}

static void read_fixups(struct reading *reading, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Scn *target;
    Elf_Scn *table;
    GElf_Shdr of;
    GElf_Shdr names;
    Elf_Data *data = elf_getdata(section, NULL);
    if (!data || !section_of(reading, header->sh_info, &target, &of) || !(of.sh_flags & SHF_EXECINSTR) ||
        !section_of(reading, header->sh_link, &table, &names)) {
        return;
    }
    Elf_Data *symbols = elf_getdata(table, NULL);
    size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 0; i < count && reading->fixups.count < ELF_INSNS_MAX; i++) {
        GElf_Rela rela;
        GElf_Rel rel;
        if (header->sh_type == SHT_RELA && gelf_getrela(data, (int)i, &rela)) {
            int64_t addend = rela.r_addend;
            add_fixup(reading, &of, symbols, names.sh_link, rela.r_offset, GELF_R_SYM(rela.r_info), &addend);
        } else if (header->sh_type == SHT_REL && gelf_getrel(data, (int)i, &rel)) {
            add_fixup(reading, &of, symbols, names.sh_link, rel.r_offset, GELF_R_SYM(rel.r_info), NULL);
        }
    }
}

/* Of two marks at one address the data is empty. */
static int compare_marks(const void *left, const void *right)
{
    const struct mark *a = left;
    const struct mark *b = right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    return a->state != b->state ? (a->state > b->state ? -1 : 1) : 0;
}

static int compare_fixups(const void *left, const void *right)
{
    const struct fixup *a = left;
    const struct fixup *b = right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_funcs(const void *left, const void *right)
{
    const struct symbol_func *a = left;
    const struct symbol_func *b = right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    if (a->global != b->global) { /* of several names, the one that others call it by */
        return a->global ? -1 : 1;
    }
    return a->size != b->size ? (a->size > b->size ? -1 : 1) : a->name < b->name ? -1 : a->name > b->name;
}

static void read_tables(struct reading *reading)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(reading->elf, section))) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header)) {
            continue;
        }
        if (header.sh_type == SHT_SYMTAB) {
            read_symbols(reading, section, &header);
        } else if (!reading->code->linked && (header.sh_type == SHT_REL || header.sh_type == SHT_RELA)) {
            read_fixups(reading, section, &header);
        }
    }
    if (reading->marks.count) {
        qsort(reading->marks.data, reading->marks.count, sizeof(*reading->marks.data), compare_marks);
    }
    if (reading->fixups.count) {
        qsort(reading->fixups.data, reading->fixups.count, sizeof(*reading->fixups.data), compare_fixups);
    }
    if (reading->funcs.count) {
        qsort(reading->funcs.data, reading->funcs.count, sizeof(*reading->funcs.data), compare_funcs);
    }
}

/* ---- instructions ---------------------------------------------------------------------------------- */

static enum state state_at(const struct reading *reading, uint64_t address)
{
    size_t low = 0;
    size_t high = reading->marks.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reading->marks.data[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? (enum state)reading->marks.data[low - 1].state : STATE_THUMB;
}

static const struct fixup *fixup_at(const struct reading *reading, uint64_t address)
{
    size_t low = 0;
    size_t high = reading->fixups.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reading->fixups.data[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < reading->fixups.count && reading->fixups.data[low].address == address;
    return found ? &reading->fixups.data[low] : NULL;
}

/* Where the linker will lead it. What Arm keeps in the instruction itself is part of its text's number. */
static void relocate(const struct reading *reading, struct code_insn *insn)
{
    const struct fixup *fixup = fixup_at(reading, insn->address);
    bool goes = insn->kind == CODE_BRANCH || insn->kind == CODE_CALL;
    if (!fixup || !goes) {
        return;
    }
    insn->has_target = fixup->defined;
    insn->callee = fixup->callee;
    insn->target = fixup->defined && fixup->explicit_addend ? fixup->target + (uint64_t)fixup->addend
                   : fixup->defined                         ? fixup->target + (insn->target - insn->address)
                                                            : 0;
}

/* RISC-V: "auipc" and "jalr" together are one far call. */
static void join_far_call(const struct reading *reading, struct code_insn *before, struct code_insn *insn,
                          const char *text_before, const char *text)
{
    bool away = insn->kind == CODE_CALL_AWAY || insn->kind == CODE_JUMP_AWAY;
    const char *comma = strchr(text_before, ',');
    if (!away || !comma || !strstr(text_before, "auipc")) {
        return;
    }
    const struct fixup *fixup = fixup_at(reading, before->address);
    insn->kind = insn->kind == CODE_CALL_AWAY ? CODE_CALL : CODE_BRANCH;
    if (fixup) {
        insn->has_target = fixup->defined;
        insn->callee = fixup->callee;
        insn->target = fixup->defined ? fixup->target + (uint64_t)fixup->addend : 0;
        return;
    }
    const char *open = strchr(text, '(');
    const char *number = open;
    while (number && number > text && number[-1] != '\t' && number[-1] != ' ') {
        number--;
    }
    int64_t low = number ? strtoll(number, NULL, 0) : 0;
    int64_t high = (int64_t)((uint64_t)strtoll(comma + 1, NULL, 0) << 12);
    insn->target = before->address + (uint64_t)(int64_t)(int32_t)high + (uint64_t)low;
    insn->has_target = true;
}

static size_t guess_size(const struct reading *reading, const uint8_t *bytes, size_t size, enum state state)
{
    bool wide = reading->machine == EM_RISCV ? (bytes[0] & 3) == 3
                : state == STATE_ARM         ? true
                : reading->machine == EM_ARM ? size > 1 && bytes[1] >> 3 >= 0x1d
                                             : false;
    size_t wanted = wide ? 4 : 2;
    return wanted < size ? wanted : size;
}

static void read_insns(struct reading *reading, const uint8_t *bytes, uint64_t base, uint64_t from,
                       uint64_t to)
{
    struct code *code = reading->code;
    char text[2][DISASSEMBLER_TEXT_MAX] = {"", ""};
    size_t first = code->insns.count;
    unsigned turn = 0;
    for (uint64_t at = from; at < to && code->insns.count < ELF_INSNS_MAX; turn ^= 1) {
        enum state state = state_at(reading, at);
        if (state == STATE_DATA) {
            if (code->insns.count > first) {
                code->insns.data[code->insns.count - 1].into_data = true;
            }
            at += reading->machine == EM_ARM ? 2 - (at & 1) : 2;
            text[turn][0] = '\0';
            continue;
        }
        void *disassembler = state == STATE_ARM ? reading->other : reading->thumb;
        size_t size = disassembler_text(disassembler, bytes + (at - base), to - at, at, text[turn]);
        struct code_insn insn = {.address = at, .place = CODE_NONE};
        insn.unknown = size == 0;
        insn.falls = false;
        insn.size = (uint8_t)(size ? size : guess_size(reading, bytes + (at - base), to - at, state));
        code->unread += insn.unknown;
        instruction_read(&insn, (enum code_arch)code->arch, state == STATE_THUMB, text[turn]);
        relocate(reading, &insn);
        if (reading->machine == EM_RISCV && code->insns.count > first) {
            join_far_call(reading, &code->insns.data[code->insns.count - 1], &insn, text[turn ^ 1],
                          text[turn]);
        }
        VEC_PUSH(&code->insns, insn);
        at += insn.size;
    }
}

/* The bytes of a function's section; NULL: it has none in the file. */
static const uint8_t *section_bytes(struct reading *reading, uint64_t address, uint64_t *base, uint64_t *end)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(reading->elf, section))) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_EXECINSTR) ||
            header.sh_type == SHT_NOBITS || address < header.sh_addr ||
            address - header.sh_addr >= header.sh_size) {
            continue;
        }
        Elf_Data *data = elf_getdata(section, NULL);
        if (data && data->d_buf && address - header.sh_addr < data->d_size) {
            *base = header.sh_addr;
            *end = header.sh_addr + data->d_size;
            return data->d_buf;
        }
    }
    return NULL;
}

static void read_funcs(struct reading *reading)
{
    struct code *code = reading->code;
    const uint8_t *bytes = NULL;
    uint64_t base = 0;
    uint64_t end = 0;
    uint64_t done = 0; /* what lies below was read */
    for (size_t i = 0; i < reading->funcs.count; i++) {
        const struct symbol_func *symbol = &reading->funcs.data[i];
        if (symbol->address < done || (i && symbol->address == symbol[-1].address)) {
            continue; /* a further name, or one inside */
        }
        if (!bytes || symbol->address < base || symbol->address >= end) {
            bytes = section_bytes(reading, symbol->address, &base, &end);
        }
        size_t next = i + 1;
        while (next < reading->funcs.count && reading->funcs.data[next].address == symbol->address) {
            next++;
        }
        uint64_t limit = next < reading->funcs.count && reading->funcs.data[next].address < end
                             ? reading->funcs.data[next].address
                             : end;
        uint64_t to =
            symbol->size && symbol->size < end - symbol->address ? symbol->address + symbol->size : limit;
        if (!bytes || state_at(reading, symbol->address) == STATE_DATA) {
            continue;
        }
        struct code_func func = {.name = symbol->name,
                                 .first = (uint32_t)code->insns.count,
                                 .address = symbol->address,
                                 .global = symbol->global};
        read_insns(reading, bytes, base, symbol->address, to);
        func.count = (uint32_t)code->insns.count - func.first;
        VEC_PUSH(&code->funcs, func);
        done = to;
    }
    code->truncated |= code->insns.count >= ELF_INSNS_MAX || reading->funcs.count >= ELF_FUNCS_MAX;
}

/* ---- the file -------------------------------------------------------------------------------------- */

static const char *open_disassemblers(struct reading *reading)
{
    bool both = false; /* code for Arm's other state: no M profile, whose MSR reads differently */
    for (size_t i = 0; i < reading->marks.count; i++) {
        both |= reading->machine == EM_ARM && reading->marks.data[i].state == STATE_ARM;
    }
    switch (reading->machine) {
    case EM_ARM:
        reading->thumb =
            both ? disassembler_new("thumbv8a-none-eabi", "", "+vfp4,+neon")
                 : disassembler_new("thumbv8.1m.main-none-eabi", "", "+dsp,+fp-armv8d16,+8msecext");
        reading->other = both ? disassembler_new("armv8a-none-eabi", "", "+vfp4,+neon") : reading->thumb;
        break;
    case EM_AVR: reading->thumb = reading->other = disassembler_new("avr", "avr6", ""); break;
    default:
        reading->thumb = reading->other = disassembler_new(reading->wide ? "riscv64" : "riscv32", "",
                                                           "+m,+a,+f,+d,+c,+zicsr,+zba,+zbb,+zbc,+zbs");
        break;
    }
    return reading->thumb && reading->other ? NULL : "libLLVM was built without a disassembler for it";
}

static const char *read_module(struct reading *reading, Dwfl_Module *module)
{
    GElf_Addr bias = 0;
    GElf_Ehdr header;
    reading->elf = dwfl_module_getelf(module, &bias);
    if (!reading->elf || !gelf_getehdr(reading->elf, &header)) {
        return "is damaged: its ELF header cannot be read";
    }
    reading->machine = header.e_machine;
    reading->wide = header.e_ident[EI_CLASS] == ELFCLASS64;
    reading->code->linked = header.e_type != ET_REL;
    reading->code->arch = header.e_machine == EM_ARM   ? CODE_ARM
                          : header.e_machine == EM_AVR ? CODE_AVR
                                                       : CODE_RISCV;
    if (header.e_machine != EM_ARM && header.e_machine != EM_AVR && header.e_machine != EM_RISCV) {
        return arena_printf(reading->arena, "is for machine %d; Arm, AVR and RISC-V are disassembled",
                            (int)header.e_machine);
    }
    if (reading->machine == EM_AVR && !reading->code->linked) {
        return "is an object for AVR, whose lines come with linking: give the linked program";
    }
    /* First: it lays out the sections of a relocatable object. */
    GElf_Addr dwarf_bias = 0;
    Dwarf *dwarf = dwfl_module_getdwarf(module, &dwarf_bias);
    if (!dwarf) {
        return "has no debug information: build with -gdwarf-4, and do not strip it";
    }
    read_tables(reading);
    if (!reading->funcs.count) {
        return ELF_CODE_EMPTY;
    }
    const char *problem = open_disassemblers(reading);
    if (problem) {
        return problem;
    }
    read_funcs(reading);
    elf_places_find(reading->code, dwarf, dwarf_bias - bias, add_string, reading);
    /* avr-gcc's -g alone may mean another format. */
    return reading->code->places.count ? NULL : "has no lines of DWARF: build with -gdwarf-4";
}

static int take_module(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr start, void *to)
{
    (void)data;
    (void)name;
    (void)start;
    *(Dwfl_Module **)to = module;
    return DWARF_CB_ABORT;
}

/* Never from elsewhere: no other file, no server. */
static int no_debuginfo(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, const char *file,
                        const char *link, GElf_Word crc, char **result)
{
    (void)module;
    (void)data;
    (void)name;
    (void)base;
    (void)file;
    (void)link;
    (void)crc;
    (void)result;
    return -1;
}

static int no_elf(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, char **file, Elf **elf)
{
    (void)module;
    (void)data;
    (void)name;
    (void)base;
    (void)file;
    (void)elf;
    return -1;
}

static bool is_elf(const char *path)
{
    char magic[4] = {0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is = file >= 0 && read(file, magic, sizeof(magic)) == sizeof(magic) && memcmp(magic, ELFMAG, 4) == 0;
    if (file >= 0) {
        close(file);
    }
    return is;
}

const char *elf_code_read(struct code *code, struct arena *arena, const char *path)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = no_elf, .find_debuginfo = no_debuginfo, .section_address = dwfl_offline_section_address};
    struct reading reading = {.code = code, .arena = arena};
    *code = (struct code){.arch = 0};
    VEC_PUSH(&code->strings, '\0');
    const char *problem = disassembler_open();
    if (problem) {
        return problem;
    }
    if (!is_elf(path)) {
        return "is no ELF file";
    }
    Dwfl *dwfl = dwfl_begin(&callbacks);
    Dwfl_Module *module = NULL;
    if (dwfl) {
        dwfl_report_begin(dwfl);
        dwfl_report_offline(dwfl, "", path, -1);
        dwfl_report_end(dwfl, NULL, NULL);
        dwfl_getmodules(dwfl, take_module, &module, 0);
    }
    problem = module ? read_module(&reading, module) : "is damaged: no ELF file can be read from it";
    dwfl_end(dwfl);
    disassembler_free(reading.thumb);
    if (reading.other != reading.thumb) {
        disassembler_free(reading.other);
    }
    map_free(&reading.strings);
    VEC_FREE(&reading.marks);
    VEC_FREE(&reading.fixups);
    VEC_FREE(&reading.funcs);
    return problem;
}

#endif
