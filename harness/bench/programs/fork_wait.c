/* 2,000 children that end at once. */
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 2000; i++) {
    if (fork() == 0) _exit(0);
    wait(0);
  }
  return 0;
}
