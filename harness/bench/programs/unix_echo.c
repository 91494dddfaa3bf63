/* 50,000 round trips of 64 bytes over a UNIX socket between two processes. */
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int s[2];
  char data[64] = {0};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, s)) return 1;
  if (fork() == 0) {
    close(s[0]);
    while (read(s[1], data, sizeof data) == sizeof data) (void)!write(s[1], data, sizeof data);
    _exit(0);
  }
  close(s[1]);
  for (int i = 0; i < 50000; i++)
    if (write(s[0], data, sizeof data) != sizeof data || read(s[0], data, sizeof data) != sizeof data) return 2;
  close(s[0]);
  wait(0);
  return 0;
}
