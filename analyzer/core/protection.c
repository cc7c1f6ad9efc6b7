#include "core/protection.h"

static const struct {
    const char *name, *words;
} guards[GUARDS] = {
    [GUARD_NONE] = {"none", "none"},
    [GUARD_ONE_WRITER] = {"one-writer", "one writer"},
    [GUARD_SAME_BITS] = {"same-bits", "same bits"},
    [GUARD_ONE_STEP] = {"one-step", "one access"},
    [GUARD_ATOMIC] = {"atomic", "atomic"},
    [GUARD_INIT] = {"init", "before it runs"},
    [GUARD_PRIORITY] = {"priority", "priority"},
    [GUARD_NESTING] = {"nesting", "no nesting"},
    [GUARD_TURNS] = {"turns", "takes turns"},
    [GUARD_SCHED] = {"scheduler", "scheduler lock"},
    [GUARD_SOURCE] = {"source", "source off"},
    [GUARD_LINE] = {"line", "line off"},
    [GUARD_LOCK] = {"lock", "lock"},
    [GUARD_SECTION] = {"section", "RTOS section"},
    [GUARD_CEILING] = {"ceiling", "ceiling"},
    [GUARD_FAULT] = {"faults", "faults off"},
    [GUARD_GLOBAL] = {"interrupts", "interrupts off"},
    [GUARD_READERS] = {"readers", "only read"},
};

const char *guard_name(enum guard guard)
{
    return guards[guard].name;
}

const char *guard_words(enum guard guard)
{
    return guards[guard].words;
}

enum verdict guard_verdict(enum guard guard)
{
    return guard == GUARD_NONE ? VERDICT_BARE : guard < GUARD_ATOMIC ? VERDICT_AGREED : VERDICT_GUARDED;
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {"bare", "agreed", "guarded"};
    return names[verdict];
}

const char *touch_name(enum touch touch)
{
    static const char *const names[TOUCHES] = {"read", "write", "update"};
    return names[touch];
}
