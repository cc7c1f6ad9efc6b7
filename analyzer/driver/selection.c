#include "driver/selection.h"

#include "rules/rule.h"

#include <string.h>

/* The next word of a list by commas; NULL after the last. `rest` moves behind it. */
static const char *next_word(const char **rest, size_t *length)
{
    const char *word = *rest + strspn(*rest, ", ");
    *length = strcspn(word, ", ");
    *rest = word + *length;
    return *length ? word : NULL;
}

static bool is_word(const char *text, const char *word, size_t length)
{
    return strlen(text) == length && strncmp(text, word, length) == 0;
}

static bool word_names(const char *word, size_t length, const struct rule_info *rule)
{
    return strncmp(rule->code, word, length) == 0 || is_word(rule->name, word, length) ||
           is_word("ALL", word, length);
}

static bool names_rule(const char *list, const struct rule_info *rule)
{
    size_t length;
    for (const char *word; (word = next_word(&list, &length));) {
        if (word_names(word, length, rule)) {
            return true;
        }
    }
    return false;
}

bool selection_has(const struct options *options, const struct rule_info *rule)
{
    bool selected = options->select.count == 0;
    for (size_t i = 0; i < options->select.count; i++) {
        selected |= names_rule(options->select.data[i], rule);
    }
    for (size_t i = 0; i < options->ignore.count; i++) {
        selected &= !names_rule(options->ignore.data[i], rule);
    }
    return selected;
}

const char *selection_unknown(struct arena *run, const char *list)
{
    size_t length;
    for (const char *word; (word = next_word(&list, &length));) {
        bool known = false;
        for (size_t i = 0; rules_all[i] && !known; i++) {
            known = word_names(word, length, &rules_all[i]->info);
        }
        if (!known) {
            return arena_strndup(run, word, length);
        }
    }
    return NULL;
}
