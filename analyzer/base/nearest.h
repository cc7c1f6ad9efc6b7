/* The known word that a misspelt one probably means. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *word; /* that is asked about */
    const char *best; /* so far, or NULL where none is close */
    size_t distance;  /* of the best; at first what is too far to help */
};

struct nearest nearest_to(const char *word);
/* One known word more; of equally near ones the first stays. */
void nearest_try(struct nearest *nearest, const char *known);

#endif
