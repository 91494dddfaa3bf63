/* Contract:  Options of prctl about what the process gets: large pages, memory failures, merged pages, the address of its
 *            thread id; which of them children inherit, and which values and further arguments are refused.
 * Source:    prctl(2), PR_SET_THP_DISABLE, PR_MCE_KILL, PR_SET_MEMORY_MERGE, PR_GET_TID_ADDRESS, PR_SET_IO_FLUSHER
 * Covers:    prctl set_tid_address fork execve
 * Linux:     since 6.4
 */
#include "contract.h"

#include <sys/syscall.h>

enum { MCE_KILL = 33, MCE_KILL_GET, SET_MM, GET_TID_ADDRESS = 40, SET_THP, GET_THP, SET_MERGE = 67, GET_MERGE };

static const char *option(int which, unsigned long a, unsigned long b, unsigned long c) {
  return call(syscall(SYS_prctl, (long)which, a, b, c, 0ul));
}

static int inherited(void) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    long got = syscall(SYS_prctl, GET_THP, 0, 0, 0, 0) + 10 * syscall(SYS_prctl, GET_MERGE, 0, 0, 0, 0) +
               100 * syscall(SYS_prctl, MCE_KILL_GET, 0, 0, 0, 0);
    _exit((int)got);
  }
  int status;
  must(waitpid(child, &status, 0));
  return WEXITSTATUS(status);
}

static int after_exec(void) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execl("/proc/self/exe", "again", (char *)0);
    _exit(99);
  }
  int status;
  must(waitpid(child, &status, 0));
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  int *address = 0, word = 7;
  if (argc && !strcmp(argv[0], "again")) return inherited();
  check("thp", option(GET_THP, 0, 0, 0), "0");
  check("thp_off", option(SET_THP, 1, 0, 0), "0");
  check("thp_is_off", option(GET_THP, 0, 0, 0), "1");
  check("thp_third", option(SET_THP, 1, 1, 0), "EINVAL");
  check("thp_fourth", option(SET_THP, 1, 0, 1), "EINVAL");
  check("thp_get_argument", option(GET_THP, 1, 0, 0), "EINVAL");
  check("mce", option(MCE_KILL_GET, 0, 0, 0), "2");
  check("mce_early", option(MCE_KILL, 1, 1, 0), "0");
  check("mce_is_early", option(MCE_KILL_GET, 0, 0, 0), "1");
  check("mce_late", option(MCE_KILL, 1, 0, 0), "0");
  check("mce_is_late", option(MCE_KILL_GET, 0, 0, 0), "0");
  check("mce_unknown", option(MCE_KILL, 1, 3, 0), "EINVAL");
  check("mce_command", option(MCE_KILL, 2, 0, 0), "EINVAL");
  check("mce_clear_with_policy", option(MCE_KILL, 0, 1, 0), "EINVAL");
  check("mce_early_again", option(MCE_KILL, 1, 1, 0), "0");
  check("merge", option(SET_MERGE, 1, 0, 0), "0");
  check("merges", option(GET_MERGE, 0, 0, 0), "1");
  check("merge_argument", option(SET_MERGE, 0, 1, 0), "EINVAL");
  check("inherited", inherited(), 111);
  check("after_exec", after_exec(), 111);
  check("thp_on", option(SET_THP, 0, 0, 0), "0");
  check("merge_off", option(SET_MERGE, 0, 0, 0), "0");
  check("mce_clear", option(MCE_KILL, 0, 0, 0), "0");
  check("inherited_again", inherited(), 200);

  must(syscall(SYS_set_tid_address, &word));
  check("tid_address", option(GET_TID_ADDRESS, (unsigned long)&address, 0, 0), "0");
  check("is_it", address == &word, 1);
  check("nowhere", option(GET_TID_ADDRESS, 8, 0, 0), "EFAULT");
  check("io_flusher", option(57, 1, 0, 0), "EPERM");
  check("get_io_flusher", option(58, 0, 0, 0), "EPERM");
  check("layout", option(SET_MM, 1, 0x1000, 0), "EPERM");
  check("layout_argument", option(SET_MM, 1, 0x1000, 1), "EINVAL");
  check("events_off", option(31, 0, 0, 0), "0");
  check("events_on", option(32, 0, 0, 0), "0");
  check("endianness", option(19, (unsigned long)&word, 0, 0), "EINVAL");
  check("unknown", option(9999, 0, 0, 0), "EINVAL");
  return verdict();
}
