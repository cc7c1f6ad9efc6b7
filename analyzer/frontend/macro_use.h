/* What the caller of the front end knows of macros by their names. */
#ifndef FRONTEND_MACRO_USE_H
#define FRONTEND_MACRO_USE_H

/* How a macro is used: in no way that matters, as a statement, or for its value. */
enum macro_use { MACRO_IGNORED, MACRO_STATEMENT, MACRO_VALUE };

struct macro_known {
    enum macro_use (*use_of)(const void *context, const char *name, unsigned parameters); /* NULL: nothing */
    const void *context;
};

static inline enum macro_use macro_use_of(struct macro_known known, const char *name, unsigned parameters)
{
    return known.use_of ? known.use_of(known.context, name, parameters) : MACRO_IGNORED;
}

#endif
