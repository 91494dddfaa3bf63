/* Contract:  A program that runs cannot be opened for writing (ETXTBSY), one that is open for writing cannot be run.
 * Source:    open(2), execve(2), truncate(2)
 * Covers:    open execve truncate rename unlink
 * Requires:  proc
 */
#include "contract.h"

int main(int count, char **arguments) {
  if (count > 1) _exit(arguments[1][0] == 'x' ? 7 : 1);
  scratch();
  static char bytes[65536];
  const char *self = "/proc/self/exe";
  check("open_write", made(open(self, O_WRONLY)), "ETXTBSY");
  check("open_both", made(open(self, O_RDWR)), "ETXTBSY");
  check("open_trunc", made(open(self, O_RDONLY | O_TRUNC)), "ETXTBSY");
  check("truncate", call(truncate(self, 0)), "ETXTBSY");
  check("open_read", made(open(self, O_RDONLY)), "ok");
  check("chmod", call(chmod(self, 0755)), "0");
  check("times", call(utimensat(AT_FDCWD, self, 0, 0)), "0");

  int from = (int)must(open(self, O_RDONLY)), to = (int)must(open("program", O_CREAT | O_WRONLY, 0755));
  for (long size; (size = must(read(from, bytes, sizeof bytes))) > 0;) must(write(to, bytes, (size_t)size));
  char *run[] = {"program", "x", 0}, *empty[] = {0};
  check("open_for_writing", call(execve("program", run, empty)), "ETXTBSY");
  must(close(to));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execve("program", run, empty);
    _exit(errno);
  }
  check("closed", reap(child), "exited 7");
  to = open("program", O_WRONLY);
  check("writable_after_it_ended", made(to), "ok");
  must(close(to));
  must(rename("program", "renamed"));
  must(close((int)must(creat("other", 0600))));
  check("a_running_program_can_be_renamed_over", call(rename("other", "renamed")), "0");
  check("and_unlinked", call(unlink("renamed")), "0");
  return verdict();
}
