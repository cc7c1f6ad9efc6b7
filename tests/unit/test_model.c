/* The model layer: what rows mean, and that malformed ones give a notice at the right place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena run;
    struct model *model;
    struct notice_list notices;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    fixture->model = model_new(&fixture->run);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(&fixture->run);
    free(fixture->notices.data);
    free(fixture);
    return 0;
}

static void add(struct fixture *fixture, const char *text)
{
    fixture->notices.count = 0;
    model_add_yaml(fixture->model, text, "conf.yaml", &fixture->notices);
}

/* The entry for a callee of that shape. */
static const struct model_entry *shaped(struct fixture *fixture, const char *name, enum model_role role,
                                        int args)
{
    size_t count;
    const struct model_entry *entries = model_find(fixture->model, name, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == role && model_fits(&entries[i], args, false)) {
            return &entries[i];
        }
    }
    fail_msg("no %s for %s with %d arguments", model_role_name(role), name, args);
    return NULL;
}

static const struct model_entry *role_of(struct fixture *fixture, const char *name, enum model_role role)
{
    const struct model_entry *entry = model_role(fixture->model, name, role);
    if (!entry) {
        fail_msg("no %s for %s", model_role_name(role), name);
    }
    return entry;
}

static void test_built_in(void **state)
{
    struct fixture *fixture = *state;
    size_t count = 0;
    const struct model_entry *all = model_all(fixture->model, &count);
    assert_true(count > 100);
    for (size_t i = 1; i < count; i++) {
        int order = strcmp(all[i - 1].ecosystem, all[i].ecosystem);
        assert_true(order < 0 || (order == 0 && all[i - 1].line <= all[i].line));
    }
    assert_null(model_find(fixture->model, "no_such_function", &count));
    assert_int_equal(count, 0);
}

static void test_cmsis(void **state)
{
    struct fixture *fixture = *state;
    const struct model_entry *save = role_of(fixture, "__get_PRIMASK", MODEL_SAVE);
    assert_int_equal(save->part, MODEL_PART_GLOBAL);
    assert_int_equal(save->state, MODEL_ARG_RETURN);
    assert_true(save->masked_nonzero);
    assert_false(save->masked_zero);
    assert_string_equal(save->ecosystem, "cmsis");
    assert_non_null(save->source);
    const struct model_entry *off = role_of(fixture, "NVIC_DisableIRQ", MODEL_MASK);
    assert_int_equal(off->part, MODEL_PART_LINE);
    assert_int_equal(off->line_arg, 0);
    assert_string_equal(off->twin, "NVIC_EnableIRQ");
    const struct model_entry *raise = role_of(fixture, "__set_BASEPRI_MAX", MODEL_RAISE);
    assert_int_equal(raise->part, MODEL_PART_CEILING);
    assert_int_equal(raise->value_arg, 0);
    assert_int_equal(role_of(fixture, "NVIC_SetPriority", MODEL_PRIORITY)->priority_arg, 1);
}

/* One spelling, two meanings: the declaration decides. */
static void test_shape(void **state)
{
    struct fixture *fixture = *state;
    size_t count;
    const struct model_entry *entries = model_find(fixture->model, "__disable_irq", &count);
    assert_int_equal(count, 2);
    const struct model_entry *plain = model_fits(&entries[0], 0, false) ? &entries[0] : &entries[1];
    const struct model_entry *saving = plain == entries ? &entries[1] : &entries[0];
    assert_true(model_fits(plain, 0, false));
    assert_false(model_fits(plain, 0, true));
    assert_true(model_fits(saving, 0, true));
    assert_int_equal(plain->state, MODEL_ARG_NONE);
    assert_int_equal(saving->state, MODEL_ARG_RETURN);
    assert_int_equal(shaped(fixture, "irq_disable", MODEL_MASK, 1)->part, MODEL_PART_LINE);
    add(fixture, "- {mask: two_args, masks: global, args: 2}");
    assert_true(model_fits(role_of(fixture, "two_args", MODEL_MASK), 2, true));
    assert_false(model_fits(role_of(fixture, "two_args", MODEL_MASK), 1, true));
}

static void test_freertos(void **state)
{
    struct fixture *fixture = *state;
    const struct model_entry *enter = shaped(fixture, "taskENTER_CRITICAL", MODEL_ENTER, 0);
    assert_int_equal(enter->part, MODEL_PART_SECTION);
    assert_int_equal(enter->section_part, MODEL_PART_NONE);
    assert_true(enter->stays_masked);
    assert_int_equal(enter->lock_arg, MODEL_ARG_NONE);
    assert_int_equal(shaped(fixture, "taskENTER_CRITICAL", MODEL_ENTER, 1)->lock_arg, 0);
    assert_string_equal(role_of(fixture, "xQueueSend", MODEL_TASK_API)->twin, "xQueueSendFromISR");
    assert_int_equal(role_of(fixture, "xQueueSend", MODEL_BLOCKS)->timeout_arg, 2);
    assert_string_equal(role_of(fixture, "xQueueSendFromISR", MODEL_ISR_API)->twin, "xQueueSend");
    assert_null(model_role(fixture->model, "xQueueSendFromISR", MODEL_BLOCKS));
    const struct model_entry *restore = role_of(fixture, "taskEXIT_CRITICAL_FROM_ISR", MODEL_RESTORE);
    assert_int_equal(restore->state, 0);
    const struct model_entry *task = role_of(fixture, "xTaskCreate", MODEL_TASK);
    assert_int_equal(task->handler_arg, 0);
    assert_int_equal(task->priority_arg, 4);
}

static void test_user_rows(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "- {enter: BOARD_ENTER_CRIT, exit: BOARD_EXIT_CRIT, masks: primask, saves: return}\n"
                 "- {off: board_off, on: board_on, masks: line, line: arg0, all: -1}\n"
                 "- {mask: OS_ENTER, restore: OS_EXIT, masks: global, saves: at arg0}\n"
                 "- {lock: obj_lock, unlock: obj_unlock, blocks: arg1, taken: zero}\n"
                 "- {blocks: wait_any, timeout: arg2, poll: -1}\n");
    assert_int_equal(fixture->notices.count, 0);
    const struct model_entry *leave = role_of(fixture, "BOARD_EXIT_CRIT", MODEL_EXIT);
    assert_int_equal(leave->state, 0);
    assert_int_equal(leave->part, MODEL_PART_GLOBAL);
    assert_string_equal(leave->twin, "BOARD_ENTER_CRIT");
    assert_string_equal(leave->ecosystem, "conf.yaml");
    const struct model_entry *off = role_of(fixture, "board_off", MODEL_MASK);
    assert_true(off->has_all && off->all_value == -1);
    const struct model_entry *restore = role_of(fixture, "OS_EXIT", MODEL_RESTORE);
    assert_true(restore->state == 0 && restore->state_by_address);
    const struct model_entry *lock = role_of(fixture, "obj_lock", MODEL_MASK);
    assert_true(lock->part == MODEL_PART_LOCK && lock->lock_arg == 0 && lock->taken == MODEL_TAKEN_ZERO);
    assert_int_equal(role_of(fixture, "obj_lock", MODEL_BLOCKS)->timeout_arg, 1);
    assert_null(model_role(fixture->model, "obj_unlock", MODEL_BLOCKS));
    assert_int_equal(role_of(fixture, "wait_any", MODEL_BLOCKS)->poll_value, -1);
}

/* A user's row about a name hides every built-in row about it, and no other. */
static void test_user_wins(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "- {task-api: xQueueSend, blocks: always}");
    assert_int_equal(fixture->notices.count, 0);
    assert_null(role_of(fixture, "xQueueSend", MODEL_TASK_API)->twin);
    assert_int_equal(role_of(fixture, "xQueueSend", MODEL_BLOCKS)->timeout_arg, MODEL_ARG_NONE);
    assert_non_null(model_role(fixture->model, "xQueueSendFromISR", MODEL_ISR_API));
    size_t count;
    size_t replaced = 0;
    const struct model_entry *all = model_all(fixture->model, &count);
    for (size_t i = 0; i < count; i++) {
        replaced += all[i].replaced;
    }
    assert_int_equal(replaced, 2);
    add(fixture, "- {task-api: second_file}");
    assert_non_null(model_role(fixture->model, "second_file", MODEL_TASK_API));
    assert_null(role_of(fixture, "xQueueSend", MODEL_TASK_API)->twin);
}

struct malformed {
    const char *text;
    uint32_t line, column;
    const char *message; /* part of it */
};

static const struct malformed malformed[] = {
    {"- {msk: a, masks: global}", 1, 4, "unknown key 'msk', did you mean 'mask'?"},
    {"- mask: a\n  masks: global\n  sources: x", 3, 3, "did you mean 'source'?"},
    {"- {qqqqqqqq: a}", 1, 4, "unknown key 'qqqqqqqq'"},
    {"- {mask: a}", 1, 4, "add 'masks'"},
    {"- {mask: a, masks: primsk}", 1, 20, "takes one of global"},
    {"- {enter: a, masks: global}", 1, 4, "'enter' has no 'exit'"},
    {"- {on: a, line: arg0}", 1, 4, "'on' has no 'off'"},
    {"- {unlock: a}", 1, 4, "'unlock' has no 'lock'"},
    {"- {mask: \"a b\", masks: global}", 1, 11, "not 'a b'"},
    {"- {mask: 5a, masks: global}", 1, 10, "not '5a'"},
    {"- {mask: [a, {b: c}], masks: global}", 1, 15, "takes the name"},
    {"- {mask: [], masks: global}", 1, 4, "takes 1 to 256 names"},
    {"- {mask: , masks: global}", 1, 4, "takes the name"},
    {"- {mask: &x a, unmask: *x, masks: global}", 1, 25, "takes the name"},
    {"- {mask: a, masks: global, saves: arg16}", 1, 35, "'saves' takes return, arg0"},
    {"- {mask: a, masks: global, saves: arg}", 1, 35, "'saves' takes"},
    {"- {restore: a, masks: global, restores: return}", 1, 41, "'restores' takes arg0"},
    {"- {off: a, on: b, line: arg-1}", 1, 25, "'line' takes an argument"},
    {"- {off: a, on: b, line: arg0, all: 1x}", 1, 36, "whole number"},
    {"- {off: a, on: b, all: 99999999999999999999}", 1, 24, "whole number"},
    {"- {mask: a, masks: global, per-task: yes}", 1, 38, "true or false"},
    {"- {mask: a, masks: global, args: -1}", 1, 34, "'args' takes 0 to 16"},
    {"- {mask: a, masks: global, timeout: arg0}", 1, 28, "'timeout' says nothing about 'mask'"},
    {"- {handler: a}", 1, 4, "add 'function'"},
    {"- {callback: a, function: arg0}", 1, 4, "add 'context'"},
    {"- {priority: a}", 1, 4, "add 'value'"},
    {"- {task-api: a, blocks: maybe}", 1, 25, "takes always"},
    {"- {source: nothing}", 1, 4, "names nothing"},
    {"- {}", 1, 1, "names nothing"},
    {"- 5", 1, 3, "a row of keys"},
    {"- [a]", 1, 4, "a row of keys"},
    {"mask: a", 1, 1, "a list of rows"},
    {"text", 1, 1, "a list of rows"},
    {"- {mask: a, mask: b, masks: global}", 1, 13, "not YAML"},
    {"- {mask: a\n", 0, 0, "not YAML"},
    {"[[[[[[[[", 0, 0, "not YAML"},
    {"- {enter: a, exit: b, masks: global}\n- {enter: b, exit: c, masks: global}", 2, 11,
     "'b' is 'enter' here and 'exit' in conf.yaml, line 1"},
    {"- {lock: same, unlock: same}", 1, 24, "'same' is 'unmask' here"},
    {"- {task-api: a, blocks: arg1}\n- {task-api: a, blocks: arg2}", 2, 14, "'a' is 'blocks'"},
};

static void test_malformed(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        const struct malformed *bad = &malformed[i];
        fixture->model = model_new(&fixture->run);
        add(fixture, bad->text);
        if (fixture->notices.count != 1) {
            fail_msg("%s: %zu notices", bad->text, fixture->notices.count);
        }
        const struct notice *notice = &fixture->notices.data[0];
        if (!strstr(notice->message, bad->message) || (bad->line && notice->loc.line != bad->line) ||
            (bad->column && notice->loc.column != bad->column)) {
            fail_msg("%s: got %u:%u: %s", bad->text, notice->loc.line, notice->loc.column, notice->message);
        }
        assert_int_equal(notice->kind, NOTICE_ERROR);
        assert_string_equal(notice->loc.file, "conf.yaml");
    }
}

/* A bad row costs itself only, as a whole. */
static void test_partial(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "- {mask: first, masks: global}\n"
                 "- {mask: half, unmask: 'not a name', masks: global}\n"
                 "- {mask: last, masks: global}\n");
    assert_int_equal(fixture->notices.count, 1);
    assert_int_equal(fixture->notices.data[0].loc.line, 2);
    assert_non_null(model_role(fixture->model, "first", MODEL_MASK));
    assert_null(model_role(fixture->model, "half", MODEL_MASK));
    assert_non_null(model_role(fixture->model, "last", MODEL_MASK));
}

static void test_nothing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"", "\n\n", "# comment", "  # comment\n\n", "[]"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        add(fixture, texts[i]);
        assert_int_equal(fixture->notices.count, 0);
    }
}

/* Every prefix of a good text is survived; cut inside a row, it is complained about. */
static void test_cut(void **state)
{
    static const char text[] =
        "- {enter: [a, b], exit: c, masks: section, saves: at arg1, source: \"x: y\"}\n"
        "- task-api: q\n  twin: r\n  blocks: arg1\n";
    struct fixture *fixture = *state;
    for (size_t length = 0; length < sizeof(text); length++) {
        char *cut = strndup(text, length);
        add(fixture, cut);
        if (length > 3 && length < 73) {
            assert_true(fixture->notices.count > 0);
        }
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_built_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cmsis, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_freertos, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_user_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_user_wins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_malformed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_partial, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
