/*
 * The headers of shims/, embedded at build time by tools/embed.py: stand-ins for well-known
 * headers (libc, CMSIS, FreeRTOS, avr-libc, SDKs) that are nowhere to be found. They have the
 * right types and real asm bodies, so that meaning comes from the body as it would from the
 * original. A header of the user's own always wins.
 */
#ifndef FRONTEND_SHIMS_H
#define FRONTEND_SHIMS_H

#include <stddef.h>

struct shim {
    const char *folder; /* "cmsis": one include directory each */
    const char *path;   /* as an #include names it: "hardware/irq.h" */
    const char *text;
};

/* All of them, ordered by folder, then path. */
const struct shim *shim_all(size_t *count);

#endif
