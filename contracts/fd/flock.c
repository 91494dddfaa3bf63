/* Contract:  flock locks belong to the open file: dup and fork share them, the last close releases.
 * Source:    flock(2)
 * Behaviour: B44
 * Covers:    flock dup fork close
 */
#include "contract.h"

#include <sys/file.h>

int main(void) {
  scratch();
  int a = (int)must(open("file", O_RDWR | O_CREAT, 0600)), b = (int)must(open("file", O_RDONLY));
  check("a_shared", call(flock(a, LOCK_SH | LOCK_NB)), "0");
  check("b_shared", call(flock(b, LOCK_SH | LOCK_NB)), "0");
  check("a_upgrade_refused", call(flock(a, LOCK_EX | LOCK_NB)), "EAGAIN");
  check("b_unlock", call(flock(b, LOCK_UN)), "0");
  check("a_upgrade", call(flock(a, LOCK_EX | LOCK_NB)), "0");
  check("b_shared_refused", call(flock(b, LOCK_SH | LOCK_NB)), "EAGAIN");
  check("a_downgrade", call(flock(a, LOCK_SH | LOCK_NB)), "0");
  check("b_shared_after_downgrade", call(flock(b, LOCK_SH | LOCK_NB)), "0");
  must(flock(b, LOCK_UN));

  int copy = (int)must(dup(a));
  check("copy_upgrades_same_lock", call(flock(copy, LOCK_EX | LOCK_NB)), "0");
  must(close(a));
  check("held_by_copy", call(flock(b, LOCK_SH | LOCK_NB)), "EAGAIN");

  int hold[2], told[2];
  char byte;
  must(pipe(hold));
  must(pipe(told));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    _exit(read(hold[0], &byte, 1) == 0 ? 0 : 1); /* keeps the shared open file until we close the pipe */
  }
  must(close(copy));
  check("held_by_child", call(flock(b, LOCK_EX | LOCK_NB)), "EAGAIN");
  must(close(hold[1]));
  check("child", reap(child), "exited 0");
  check("free_after_last_close", call(flock(b, LOCK_EX | LOCK_NB)), "0");

  child = (pid_t)must(fork());
  if (child == 0) {
    int own = (int)must(open("file", O_RDONLY));
    must(write(told[1], "x", 1));
    _exit(flock(own, LOCK_EX) == 0 ? 5 : 1);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  must(flock(b, LOCK_UN));
  check("sleeper_got_it", reap(child), "exited 5");
  check("bad_operation", call(flock(b, LOCK_SH | LOCK_EX)), "EINVAL");
  check("closed", call(flock(99, LOCK_SH)), "EBADF");
  return verdict();
}
