/* The C unit tests: each test_<part>.c brings one group; the exit status counts the failures. */
#include "unit/groups.h"

int main(void)
{
    return test_line_hash() + test_source() + test_report();
}
