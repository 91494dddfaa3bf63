/* A shared library with thread-local variables; with IFUNC also a function that is chosen when it is linked. */
#include <string.h>

static __thread int counter = 40;
__thread char text[64] = "in a library";

int next(void) { return ++counter; }

const char *words(void) { return strcat(text, "!"); }

static int doubled(int x) { return x * 2; }

static int (*choose(void))(int) { return doubled; }

#ifdef IFUNC
int twice(int) __attribute__((ifunc("choose")));
#else
int twice(int x) { return choose()(x); }
#endif
