/* Contract:  CLONE_PARENT_SETTID writes the child's id into the parent's memory alone, CLONE_CHILD_SETTID into the child's;
 *            without the flag, nothing; an address that cannot be written is no error for the second.
 * Source:    clone(2); kernel/fork.c, kernel/sched/core.c, schedule_tail
 * Covers:    clone gettid
 */
#include "contract.h"

static int parent_word, child_word;

/* In the child: bits for which of its words hold its id. */
static pid_t start(unsigned long flags) {
  parent_word = child_word = -1;
  pid_t child = (pid_t)must(syscall(SYS_clone, flags | SIGCHLD, 0, &parent_word, &child_word, 0));
  if (child) return child;
  int me = (int)syscall(SYS_gettid);
  _exit((parent_word == me) << 0 | (child_word == me) << 1);
}

int main(void) {
  pid_t child = start(0);
  check("none_in_child", reap(child), "exited 0");
  check("none_in_parent", parent_word, -1);

  child = start(CLONE_PARENT_SETTID);
  check("parent_word", parent_word == child, 1);
  check("written_after_the_copy", reap(child), "exited 0");

  child = start(CLONE_CHILD_SETTID);
  check("parent_has_it_not", parent_word + child_word, -2);
  check("child_word", reap(child), "exited 2");

  child = start(CLONE_PARENT_SETTID | CLONE_CHILD_SETTID);
  check("both_in_parent", parent_word == child && child_word == -1, 1);
  check("both_in_child", reap(child), "exited 2");

  child = (pid_t)must(syscall(SYS_clone, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, 0, 0, 8, 0));
  if (child == 0) _exit(5);
  check("bad_child_word", reap(child), "exited 5");
  child = (pid_t)syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, 0, 8, 0, 0);
  if (child == 0) _exit(6);
  check("bad_parent_word", child > 0 ? reap(child) : call(child), "exited 6");
  return verdict();
}
