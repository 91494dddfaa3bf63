/* 100,000 round trips of one byte between two processes. */
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int to[2], from[2];
  char byte = 'x';
  if (pipe(to) || pipe(from)) return 1;
  if (fork() == 0) {
    close(to[1]);
    close(from[0]);
    while (read(to[0], &byte, 1) == 1) (void)!write(from[1], &byte, 1);
    _exit(0);
  }
  close(to[0]);
  close(from[1]);
  for (int i = 0; i < 100000; i++) {
    if (write(to[1], &byte, 1) != 1 || read(from[0], &byte, 1) != 1) return 1;
  }
  close(to[1]);
  wait(0);
  return 0;
}
