/* What shells and `man` know of the command line, made from the tables of options.h. */
#ifndef DRIVER_COMPLETIONS_H
#define DRIVER_COMPLETIONS_H

/* Prints the completion script of bash, zsh or fish. Returns the exit status. */
int completions_print(const char *shell);

#endif
