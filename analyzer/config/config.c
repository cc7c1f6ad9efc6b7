#include "config/config.h"

#include "config/config_read.h"
#include "config/quantity.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* ---- sources ----------------------------------------------------------------------------------- */

void config_init(struct config *config, struct arena *run, struct notice_list *notices)
{
    *config = (struct config){.run = run, .notices = notices, .next_rank = CONFIG_RANK_FILE};
}

void config_free(struct config *config)
{
    for (size_t i = 0; i < config->documents.count; i++) {
        yaml_close(config->documents.data[i]);
    }
    for (int key = 0; key < CONFIG_KEYS; key++) {
        VEC_FREE(&config->by_key[key]);
    }
    VEC_FREE(&config->documents);
}

bool config_add_option(struct config *config, enum config_key key, const char *text, const char *option)
{
    struct loc loc = {.file = option};
    const char *wanted = config_misfit(config_row(key), config->run, text);
    if (wanted) {
        struct notice notice = {.kind = NOTICE_ERROR,
                                .loc = loc,
                                .message =
                                    arena_printf(config->run, "%s takes %s, not '%s'", option, wanted, text)};
        VEC_PUSH(config->notices, notice);
        return false;
    }
    struct config_value value = {.text = text,
                                 .line = CONFIG_UNSAID,
                                 .priority = CONFIG_UNSAID,
                                 .loc = loc,
                                 .rank = CONFIG_RANK_OPTION};
    VEC_PUSH(&config->by_key[key], value);
    return true;
}

bool config_is_pair(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    return length > 0 && text[length] == '=' && access(text, F_OK) != 0;
}

bool config_add_pair(struct config *config, const char *pair)
{
    const char *equals = strchr(pair, '=');
    const char *name = arena_strndup(config->run, pair, (size_t)(equals - pair));
    const char *option = arena_printf(config->run, "--config %s", name);
    enum config_key key = config_key_find(name);
    if (key != CONFIG_KEYS) {
        return config_read_text(config, key, equals + 1, option);
    }
    const char *nearest = config_nearest(config->run, NULL, name);
    struct notice notice = {.kind = NOTICE_ERROR,
                            .loc = {.file = option},
                            .message = arena_printf(config->run, "unknown key '%s'%s%s%s", name,
                                                    nearest ? ", did you mean '" : "", nearest ? nearest : "",
                                                    nearest ? "'?" : "")};
    VEC_PUSH(config->notices, notice);
    return false;
}

bool config_add_file(struct config *config, const char *path)
{
    struct loc loc = {.file = path};
    config->closest = path;
    return config_read_file(config, path, &loc);
}

/* ---- all together ------------------------------------------------------------------------------ */

static unsigned closest_rank(const struct config_values *values)
{
    unsigned closest = UINT_MAX;
    for (size_t i = 0; i < values->count; i++) {
        closest = values->data[i].rank < closest ? values->data[i].rank : closest;
    }
    return closest;
}

static void drop_farther(struct config_values *values, unsigned rank)
{
    size_t kept = 0;
    for (size_t i = 0; i < values->count; i++) {
        if (values->data[i].rank <= rank) {
            values->data[kept++] = values->data[i];
        }
    }
    values->count = kept;
}

/* The sources came closest first; the last word is to be theirs. */
static void farther_first(struct config *config, struct config_values *values)
{
    struct config_values sorted = {0};
    for (unsigned rank = config->next_rank + 1; rank-- > 0;) {
        for (size_t i = 0; i < values->count; i++) {
            if (values->data[i].rank == rank) {
                VEC_PUSH(&sorted, values->data[i]);
            }
        }
    }
    VEC_FREE(values);
    *values = sorted;
}

void config_settle(struct config *config)
{
    unsigned selected = closest_rank(&config->by_key[CONFIG_SELECT]);
    for (int key = 0; key < CONFIG_KEYS; key++) {
        struct config_values *values = &config->by_key[key];
        if (!config_row((enum config_key)key)->adds_up) {
            drop_farther(values, closest_rank(values));
        }
        farther_first(config, values);
    }
    drop_farther(&config->by_key[CONFIG_IGNORE], selected);
}

const struct config_values *config_values(const struct config *config, enum config_key key)
{
    return &config->by_key[key];
}

const char *config_text(const struct config *config, enum config_key key)
{
    const struct config_values *values = &config->by_key[key];
    return values->count ? values->data[values->count - 1].text : NULL;
}

unsigned config_number(const struct config *config, enum config_key key)
{
    const char *text = config_text(config, key);
    return !text ? 0 : strcmp(text, "true") == 0 ? 1 : (unsigned)strtoul(text, NULL, 0);
}

uint64_t config_frequency(const struct config *config, enum config_key key)
{
    uint64_t hertz = 0;
    const char *text = config_text(config, key);
    return text && quantity_frequency(text, &hertz) ? hertz : 0;
}
