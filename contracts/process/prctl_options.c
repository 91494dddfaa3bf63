/* Contract:  prctl keeps dumpable, keep-capabilities, timer slack and no-new-privileges, and hands them to children
 *            as documented; wrong values are EINVAL.
 * Source:    prctl(2); PR_GET_DUMPABLE(2const); PR_SET_NO_NEW_PRIVS(2const); PR_SET_TIMERSLACK(2const)
 * Covers:    prctl
 */
#include "contract.h"

#include <sys/prctl.h>

static const char *ask(int option) { return call(prctl(option, 0, 0, 0, 0)); }

static const char *set(int option, unsigned long value) { return call(prctl(option, value, 0, 0, 0)); }

/* What a child of fork has. */
static const char *child_has(int option) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)prctl(option, 0, 0, 0, 0) & 0x7f);
  return reap(child);
}

int main(void) {
  check("dumpable", ask(PR_GET_DUMPABLE), "1");
  check("dumpable_off", set(PR_SET_DUMPABLE, 0), "0");
  check("is_off", ask(PR_GET_DUMPABLE), "0");
  check("child_dumpable", child_has(PR_GET_DUMPABLE), "exited 0");
  check("dumpable_2", set(PR_SET_DUMPABLE, 2), "EINVAL");
  check("dumpable_on", set(PR_SET_DUMPABLE, 1), "0");

  check("keepcaps", ask(PR_GET_KEEPCAPS), "0");
  check("keepcaps_on", set(PR_SET_KEEPCAPS, 1), "0");
  check("keepcaps_is_on", ask(PR_GET_KEEPCAPS), "1");
  check("child_keepcaps", child_has(PR_GET_KEEPCAPS), "exited 1");
  check("keepcaps_2", set(PR_SET_KEEPCAPS, 2), "EINVAL");
  check("keepcaps_off", set(PR_SET_KEEPCAPS, 0), "0");

  check("slack", ask(PR_GET_TIMERSLACK), "50000");
  check("slack_set", set(PR_SET_TIMERSLACK, 77), "0");
  check("slack_is", ask(PR_GET_TIMERSLACK), "77");
  check("child_slack", child_has(PR_GET_TIMERSLACK), "exited 77");
  check("slack_default", set(PR_SET_TIMERSLACK, 0), "0");
  check("slack_is_default", ask(PR_GET_TIMERSLACK), "50000");

  check("new_privileges", ask(PR_GET_NO_NEW_PRIVS), "0");
  check("no_value", set(PR_SET_NO_NEW_PRIVS, 0), "EINVAL");
  check("value_2", set(PR_SET_NO_NEW_PRIVS, 2), "EINVAL");
  check("third_argument", call(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0)), "EINVAL");
  check("no_new_privileges", set(PR_SET_NO_NEW_PRIVS, 1), "0");
  check("is_set", ask(PR_GET_NO_NEW_PRIVS), "1");
  check("for_good", set(PR_SET_NO_NEW_PRIVS, 0), "EINVAL");
  check("child_no_new_privileges", child_has(PR_GET_NO_NEW_PRIVS), "exited 1");

  check("timing", ask(PR_GET_TIMING), "0");
  check("timing_timestamp", set(PR_SET_TIMING, 1), "EINVAL");
  check("unknown_option", ask(0x7fffff), "EINVAL");
  return verdict();
}
