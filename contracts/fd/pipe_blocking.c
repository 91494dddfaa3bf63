/* Contract:  A read from an empty pipe sleeps until a write; a write larger than the pipe until all is taken.
 * Source:    pipe(7), "I/O on pipes and FIFOs"
 * Covers:    pipe read write fork wait4
 */
#include "contract.h"

int main(void) {
  static char buffer[100000];
  int request[2], answer[2], begun[2];
  must(pipe(request));
  must(pipe(answer));
  must(pipe(begun));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char word[8];
    must(write(begun[1], "r", 1));
    long size = read(request[0], word, sizeof word);
    if (size != 3 || memcmp(word, "abc", 3)) _exit(1);
    for (int i = 0; i < (int)sizeof buffer; i++) buffer[i] = (char)('a' + i % 26);
    must(write(begun[1], "w", 1));
    _exit(write(answer[1], buffer, sizeof buffer) == sizeof buffer ? 7 : 2);
  }
  close(answer[1]);
  must(read(begun[0], buffer, 1));
  await_sleep(child);
  observe("child", "sleeps in read");
  check("write", call(write(request[1], "abc", 3)), "3");

  must(read(begun[0], buffer, 1));
  await_sleep(child);
  observe("child_then", "sleeps in write");
  check("pipe_is_full", poll_one(answer[0], POLLIN, SOON), "POLLIN");
  long total = 0, wrong = 0, size;
  while ((size = read(answer[0], buffer, 3000)) > 0) {
    for (long i = 0; i < size; i++) wrong += buffer[i] != 'a' + (total + i) % 26;
    total += size;
  }
  check("bytes", total, 100000);
  check("wrong_bytes", wrong, 0);
  check("end", call(size), "0");
  check("child_end", reap(child), "exited 7");
  return verdict();
}
