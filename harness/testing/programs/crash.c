#include <stdio.h>

int main(void) {
    puts("before: 1");
    fflush(stdout);
    *(volatile int *)0 = 1;
    return 0;
}
