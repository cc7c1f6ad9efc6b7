/*
 * Repairs → edits of text. A repair speaks of statements; whether they stand in the text as statements of
 * their own, outside of macros and in one branch of every #if, is asked of the text here. It errs towards no
 * edit. What is written anew takes the indentation, the line ends and the spelling of its neighbours.
 */
#ifndef DRIVER_FIX_TEXT_H
#define DRIVER_FIX_TEXT_H

#include "driver/fix_file.h"

/* False: the text does not allow it. Their texts live in the files' arena. */
bool fix_text(struct fix_files *files, const struct repair *repair, edit_list *edits);

#endif
