#include "report/json_value.h"

#include "base/check.h"
#include "report/common.h"
#include "report/utf8.h"

#include <string.h>

/* jansson gives NULL only for want of memory: everything else is checked before. */
static json_t *made(json_t *value)
{
    if (!value) {
        die("out of memory (report)");
    }
    return value;
}

json_t *value_object(void)
{
    return made(json_object());
}

json_t *value_array(void)
{
    return made(json_array());
}

json_t *value_textn(const char *text, size_t length)
{
    struct buf valid = {0};
    utf8_put_valid(&valid, text, length);
    json_t *value = made(json_stringn(buf_text(&valid), valid.count));
    buf_free(&valid);
    return value;
}

json_t *value_text(const char *text)
{
    return value_textn(text ? text : "", text ? strlen(text) : 0);
}

void value_set(json_t *object, const char *name, json_t *item)
{
    if (json_object_set_new(object, name, made(item)) != 0) {
        made(NULL);
    }
}

void value_add(json_t *array, json_t *item)
{
    if (json_array_append_new(array, made(item)) != 0) {
        made(NULL);
    }
}

void value_set_text(json_t *object, const char *name, const char *text)
{
    value_set(object, name, value_text(text));
}

void value_set_number(json_t *object, const char *name, uint64_t number)
{
    value_set(object, name, json_integer((json_int_t)number));
}

void value_set_bool(json_t *object, const char *name, bool value)
{
    value_set(object, name, json_boolean(value));
}

void value_set_known(json_t *object, const char *name, const char *text)
{
    if (text && text[0]) {
        value_set_text(object, name, text);
    }
}

void value_set_filled(json_t *object, const char *name, json_t *array)
{
    if (json_array_size(array)) {
        value_set(object, name, array);
    } else {
        json_decref(array);
    }
}

static int put_chunk(const char *text, size_t length, void *out)
{
    return fwrite(text, 1, length, out) == length ? 0 : -1;
}

int value_write(FILE *out, json_t *root)
{
    /* A failure here leaves the stream's error flag set, which report_finish reads. */
    (void)json_dump_callback(root, put_chunk, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(root);
    fputc('\n', out);
    return report_finish(out);
}
