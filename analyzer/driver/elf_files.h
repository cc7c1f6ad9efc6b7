/* What --elf names → code, each file read in a process of its own: it may be damaged. */
#ifndef DRIVER_ELF_FILES_H
#define DRIVER_ELF_FILES_H

#include "core/notice.h"
#include "driver/options.h"
#include "flow/compiled.h"

enum {
    ELF_FILES_MAX = 4000,
    ELF_FOLDER_DEPTH_MAX = 32,
    ELF_SECONDS_MAX = 120,
    ELF_BYTES_MAX = 512 * 1024 * 1024,
};

/* Notices what cannot be read; of a folder only what looks like an object or a program is looked at. */
void elf_files_read(struct compiled *compiled, const struct options *options, struct arena *run,
                    struct notice_list *notices);

#endif
