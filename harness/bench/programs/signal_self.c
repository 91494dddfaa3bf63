/* 50,000 signals to itself, each with a handler. */
#include <signal.h>

static volatile int count;
static void handler(int signal) {
  (void)signal;
  count++;
}

int main(void) {
  signal(SIGUSR1, handler);
  for (int i = 0; i < 50000; i++) raise(SIGUSR1);
  return count != 50000;
}
