#include "flow/asm_privilege.h"

#include "flow/asm_words.h"

bool asm_traps(const struct ir_unit *unit, const struct ir_asm *statement)
{
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        if (asm_is(&in, 0, "svc") || asm_is(&in, 0, "swi") || asm_is(&in, 0, "ecall")) {
            return true;
        }
    }
    return false;
}
