/* 1,000 sleeps of 1 ms: real time on Linux, none on virtual time. */
#include <time.h>

int main(void) {
  for (int i = 0; i < 1000; i++) nanosleep(&(struct timespec){0, 1000000}, 0);
  return 0;
}
