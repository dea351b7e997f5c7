#include "web_test.h"

int
main(void)
{
    return test_end();
}
