/*
 * SARIF 2.1.0. One run; nothing in it depends on the machine or the time. The base of all paths is
 * %SRCROOT% without a URI, which the standard names as the way to stay reproducible. CodeChecker drops
 * every result of such a file: for it `absolute` says where the base lies.
 */
#include "report/sarif.h"

#include "report/common.h"
#include "report/path.h"
#include "report/utf8.h"

#include <string.h>

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* The length of `text`, cut at SARIF_TEXT_CAP before a character. */
static size_t capped_length(const char *text)
{
    size_t length = strlen(text);
    if (length > SARIF_TEXT_CAP) {
        length = SARIF_TEXT_CAP;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    return length;
}

static bool ends_sentence(const struct buf *text)
{
    return text->count && strchr(".!?", text->data[text->count - 1]);
}

json_t *sarif_sentence(const char *text)
{
    struct buf sentence = {0};
    buf_addn(&sentence, text, capped_length(text));
    if (sentence.count && sentence.data[0] >= 'a' && sentence.data[0] <= 'z') {
        sentence.data[0] = (char)(sentence.data[0] - 'a' + 'A');
    }
    buf_add(&sentence, ends_sentence(&sentence) ? "" : ".");
    json_t *value = value_object();
    value_set_text(value, "text", buf_text(&sentence));
    buf_free(&sentence);
    return value;
}

void sarif_put_escaped(struct buf *out, const char *text)
{
    size_t length = capped_length(text);
    for (size_t i = 0; i < length; i++) {
        if (strchr("[]\\", text[i])) {
            buf_add(out, "\\");
        }
        buf_addn(out, text + i, 1);
    }
    if (text[length]) {
        buf_add(out, "...");
    }
}

json_t *sarif_message(const char *text)
{
    struct buf message = {0};
    sarif_put_escaped(&message, text);
    buf_add(&message, ends_sentence(&message) ? "" : ".");
    json_t *value = value_object();
    value_set_text(value, "text", buf_text(&message));
    buf_free(&message);
    return value;
}

static json_t *base_ids(const struct report_input *in)
{
    json_t *root = value_object();
    if (in->absolute) {
        struct buf uri = {0};
        path_put_folder_uri(&uri, in->base);
        value_set_text(root, "uri", buf_text(&uri));
        buf_free(&uri);
    }
    value_set(root, "description", sarif_sentence("the root of the analysed tree"));
    json_t *ids = value_object();
    value_set(ids, "%SRCROOT%", root);
    return ids;
}

/* An incomplete analysis (exit status 3) still succeeded; its losses are notifications. */
static json_t *invocations(struct sarif *sarif)
{
    json_t *invocation = value_object();
    value_set_bool(invocation, "executionSuccessful", sarif->in->exit_status != 2);
    value_set_number(invocation, "exitCode", (uint64_t)sarif->in->exit_status);
    value_set_filled(invocation, "toolExecutionNotifications", sarif_notices(sarif));
    json_t *array = value_array();
    value_add(array, invocation);
    return array;
}

/* "critlint/": a last slash makes it a category, which GitHub keeps apart from others. */
static json_t *automation(const struct report_input *in)
{
    struct buf id = {0};
    buf_add(&id, "critlint/");
    if (in->category && in->category[0]) {
        buf_addf(&id, "%s/", in->category);
    }
    json_t *details = value_object();
    value_set_text(details, "id", buf_text(&id));
    buf_free(&id);
    return details;
}

static json_t *results(struct sarif *sarif)
{
    json_t *array = value_array();
    for (size_t i = 0; i < sarif->in->findings->count; i++) {
        const struct finding *finding = &sarif->in->findings->data[i];
        if (!report_hides(sarif->in, finding)) {
            value_add(array, sarif_result(sarif, finding));
        }
    }
    return array;
}

int report_sarif(FILE *out, const struct report_input *in)
{
    struct sarif sarif = {.in = in};
    json_t *tool = value_object();
    value_set(tool, "driver", sarif_driver(in));
    json_t *run = value_object();
    value_set(run, "tool", tool);
    value_set(run, "automationDetails", automation(in));
    value_set(run, "invocations", invocations(&sarif));
    value_set(run, "originalUriBaseIds", base_ids(in));
    value_set_text(run, "columnKind", "utf16CodeUnits");
    value_set_text(run, "defaultSourceLanguage", "c");
    value_set_filled(run, "taxonomies", sarif_taxonomies(in));
    value_set(run, "results", results(&sarif));
    json_t *runs = value_array();
    value_add(runs, run);
    json_t *root = value_object();
    value_set_text(root, "version", "2.1.0");
    value_set_text(root, "$schema", SCHEMA);
    value_set(root, "runs", runs);
    source_free(&sarif.sources);
    return value_write(out, root);
}
