/* The debug layer under the true kernel: every context is one of its own, and a planted misuse is reported.
 */
#include <zephyr/kernel.h>

#include "contract.h"
#include "critsec/debug.h"

#include "board.h"

static volatile bool expected;
static volatile unsigned reports;

static uintptr_t context_now(void)
{
    return k_is_in_isr() ? 1U : (uintptr_t)k_current_get();
}

static void report(const critsec_report_t *found)
{
    static const char *const kinds[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
    reports = reports + 1U;
    if (!expected) {
        target_say("debug: kind ");
        contract_check(false, kinds[found->what]);
    }
}

void checked_init(void)
{
    static const critsec_debug_hooks_t hooks = {k_cycle_get_32, context_now, report, 0};
    critsec_debug_setup(&hooks);
}

void checked_cases(void)
{
    const critsec_hold_t longest = critsec_debug_longest();
    contract_check(longest.ticks != 0U && longest.opened_at && longest.closed_at,
                   "debug: the longest hold has its sites");
    expected = true;
    const critsec_state_t state = critsec_acquire();
    critsec_release(state);
    critsec_release(state);
    expected = false;
    contract_check(reports == 1U, "debug: a second release is reported");
}
