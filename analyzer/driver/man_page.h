/* critlint(1), made from the tables of options.h. */
#ifndef DRIVER_MAN_PAGE_H
#define DRIVER_MAN_PAGE_H

/* Prints the page for man. Returns the exit status. */
int man_page_print(void);

#endif
