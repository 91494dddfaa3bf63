#include <stdio.h>
#include <unistd.h>

/* Ends while a child in another session still holds the pipes and would write for ever. */
int main(void) {
    if (fork() == 0) {
        setsid();
        for (;;) pause();
    }
    puts("CONTRACT_PASS");
    return 0;
}
