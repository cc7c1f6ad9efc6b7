/* Prints the unit of an assembler source: asm_dump [-DNAME[=value]] file. */
#include "base/arena.h"
#include "base/buf.h"
#include "frontend/asm_unit.h"
#include "ir/ir_build.h"
#include "ir/ir_dump.h"

#include <stdio.h>
#include <string.h>

/* ir_dump() shows functions by their bodies; here are those without: aliases, references. */
static void dump_names(struct buf *out, const struct ir_unit *unit)
{
    for (size_t i = 0; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        if (sym->kind == IR_SYM_FUNCTION ? sym->function != IR_NONE : !sym->alias) {
            continue;
        }
        buf_addf(out, "name %s%s%s%s", ir_text(unit, sym->name),
                 sym->flags & IR_SYM_DEFINED ? " defined" : "", sym->flags & IR_SYM_INTERNAL ? " static" : "",
                 sym->flags & IR_SYM_WEAK ? " weak" : "");
        if (sym->alias) {
            buf_addf(out, " -> %s", ir_text(unit, sym->alias));
        }
        buf_add(out, "\n");
    }
}

int main(int argc, char **argv)
{
    const char *defines[16];
    struct asm_options options = {.defines = defines};
    int file = 1;
    for (; file < argc && strncmp(argv[file], "-D", 2) == 0; file++) {
        if (options.define_count < sizeof(defines) / sizeof(defines[0])) {
            defines[options.define_count++] = argv[file] + 2;
        }
    }
    if (file == argc) {
        fprintf(stderr, "usage: asm_dump [-DNAME[=value]]... file...\n");
        return 2;
    }
    int status = 0;
    for (; file < argc; file++) {
        struct buf text = {0};
        struct buf dump = {0};
        struct ir_unit unit = {0};
        if (buf_read_file(&text, argv[file], ASM_SIZE_CAP + 1) != 0) {
            fprintf(stderr, "asm_dump: cannot read %s\n", argv[file]);
            status = 1;
        } else {
            asm_unit_read(&unit, argv[file], buf_text(&text), text.count, &options);
            ir_dump(&dump, &unit);
            dump_names(&dump, &unit);
            for (size_t i = 0; i < unit.notices.count; i++) {
                const struct ir_notice *notice = &unit.notices.data[i];
                buf_addf(&dump, "notice %u: %s\n", unit.locs.data[notice->loc].line,
                         ir_text(&unit, notice->message));
            }
            fputs(buf_text(&dump), stdout);
        }
        ir_unit_free(&unit);
        buf_free(&dump);
        buf_free(&text);
    }
    return status;
}
