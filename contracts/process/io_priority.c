/* Contract:  ioprio_set keeps a class, a level and a hint in 16 bits; ioprio_get tells them, and of several processes the
 *            best; a child inherits it.
 * Source:    ioprio_set(2); block/ioprio.c
 * Covers:    ioprio_set ioprio_get fork
 * Linux:     since 6.5
 */
#include "contract.h"

enum { PROCESS = 1, GROUP, USER };
enum { NONE, REALTIME, BEST, IDLE };
#define VALUE(class, level) ((class) << 13 | (level))

static long get(int which, int who) { return syscall(SYS_ioprio_get, which, who); }
static const char *set(int which, int who, int value) { return call(syscall(SYS_ioprio_set, which, who, value)); }

int main(void) {
  check("none", get(PROCESS, 0), 0);
  check("best_effort", set(PROCESS, 0, VALUE(BEST, 3)), "0");
  check("kept", get(PROCESS, 0), VALUE(BEST, 3));
  check("by_id", get(PROCESS, getpid()), VALUE(BEST, 3));
  check("realtime_takes_the_machines_root", set(PROCESS, 0, VALUE(REALTIME, 0)), "EPERM");
  check("idle", set(PROCESS, 0, VALUE(IDLE, 5)), "0");
  check("idle_keeps_the_level", get(PROCESS, 0), VALUE(IDLE, 5));
  check("none_with_level", set(PROCESS, 0, VALUE(NONE, 1)), "EINVAL");
  check("none_with_hint", set(PROCESS, 0, VALUE(NONE, 8)), "0");
  check("no_such_class", set(PROCESS, 0, VALUE(4, 0)), "EINVAL");
  check("last_class", set(PROCESS, 0, VALUE(7, 0)), "EINVAL");
  check("hint", set(PROCESS, 0, VALUE(BEST, 7 | 5 << 3)), "0");
  check("hint_is_kept", get(PROCESS, 0), VALUE(BEST, 7 | 5 << 3));
  check("16_bits", set(PROCESS, 0, 1 << 16 | VALUE(BEST, 2)), "0");
  check("the_rest_is_lost", get(PROCESS, 0), VALUE(BEST, 2));

  check("no_way", call(get(0, 0)), "EINVAL");
  check("no_way_beyond", call(get(4, 0)), "EINVAL");
  check("no_way_to_set", set(4, 0, VALUE(BEST, 2)), "EINVAL");
  check("nobody", call(get(PROCESS, 99999)), "ESRCH");
  check("negative", call(get(PROCESS, -1)), "ESRCH");
  check("no_group", call(get(GROUP, 99999)), "ESRCH");
  check("set_nobody", set(PROCESS, 99999, VALUE(BEST, 2)), "ESRCH");
  check("value_before_process", set(PROCESS, 99999, VALUE(4, 2)), "EINVAL");
  check("set_group", set(GROUP, 0, VALUE(BEST, 5)), "0");
  check("group", get(GROUP, 0), VALUE(BEST, 5));
  check("one_of_the_group", get(PROCESS, 0), VALUE(BEST, 5));

  int ready[2], go[2];
  char byte;
  must(pipe(ready));
  must(pipe(go));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    if (get(PROCESS, 0) != VALUE(BEST, 5)) _exit(1);
    must(syscall(SYS_ioprio_set, PROCESS, 0, VALUE(BEST, 4)));
    must(write(ready[1], "x", 1));
    must(read(go[0], &byte, 1));
    _exit(0);
  }
  must(read(ready[0], &byte, 1));
  check("own", get(PROCESS, 0), VALUE(BEST, 5));
  check("best_of_the_group", get(GROUP, 0), VALUE(BEST, 4));
  check("childs", get(PROCESS, child), VALUE(BEST, 4));
  must(write(go[1], "x", 1));
  check("inherited", reap(child), "exited 0");
  return verdict();
}
