#include "base/nearest.h"

#include <string.h>

enum { WORD_MAX = 32 };

/* Edit distance (insert, delete, replace); words longer than WORD_MAX are far from everything. */
static size_t distance(const char *a, const char *b)
{
    size_t rows = strlen(a);
    size_t columns = strlen(b);
    size_t row[WORD_MAX + 1];
    if (rows > WORD_MAX || columns > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= columns; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= rows; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            size_t best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replaced < best ? replaced : best;
        }
    }
    return row[columns];
}

struct nearest nearest_to(const char *word)
{
    return (struct nearest){.word = word, .distance = strlen(word) / 2 + 1};
}

void nearest_try(struct nearest *nearest, const char *known)
{
    size_t found = distance(nearest->word, known);
    if (found < nearest->distance) {
        nearest->best = known;
        nearest->distance = found;
    }
}
