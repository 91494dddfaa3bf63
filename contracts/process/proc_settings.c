/* Contract:  oom_score_adj, coredump_filter, timerslack_ns and comm in /proc/PID are read back as written, checked, and
 *            inherited; nobody lowers oom_score_adj without a right over the machine.
 * Source:    proc_pid_oom_score_adj(5), core(5), proc_pid_timerslack_ns(5), proc_pid_comm(5)
 * Covers:    read write fork
 * Requires:  proc namespaces
 */
#include "contract.h"

#include <sys/prctl.h>

static const char *set(const char *name, const char *value) {
  int fd = (int)must(open(join("/proc/self/", name), O_WRONLY));
  long written = write(fd, value, strlen(value));
  const char *told = call(written);
  must(close(fd));
  return told;
}

static const char *get(const char *name) {
  static char buffer[64];
  int fd = (int)must(open(join("/proc/self/", name), O_RDONLY));
  long size = must(read(fd, buffer, sizeof buffer));
  must(close(fd));
  return text(buffer, size && buffer[size - 1] == '\n' ? size - 1 : size);
}

int main(void) {
  check("oom_highest", set("oom_score_adj", "1000\n"), "5");
  check("oom_is", get("oom_score_adj"), "1000");
  check("oom_too_high", set("oom_score_adj", "1001"), "EINVAL");
  check("oom_too_low", set("oom_score_adj", "-1001"), "EINVAL");
  check("oom_no_number", set("oom_score_adj", "many"), "EINVAL");
  check("oom_lowest", set("oom_score_adj", "-1000"), "EACCES");
  check("oom_stays", get("oom_score_adj"), "1000");
  check("oom_old_scale", get("oom_adj"), "15");
  check("filter", set("coredump_filter", "0x7"), "3");
  check("filter_is", get("coredump_filter"), "00000007");
  check("filter_of_more_bits", set("coredump_filter", "0xffffffff"), "10");
  check("filter_of_those_there_are", get("coredump_filter"), "000001ff");
  check("filter_no_number", set("coredump_filter", "x"), "EINVAL");
  check("slack", set("timerslack_ns", "123456"), "6");
  check("slack_is", get("timerslack_ns"), "123456");
  check("slack_by_prctl", prctl(PR_GET_TIMERSLACK), 123456);
  check("comm", set("comm", "a name of more than fifteen bytes"), "33");
  check("comm_is", get("comm"), "a name of more ");
  check("comm_with_newline", set("comm", "line\n"), "5");
  check("comm_keeps_it", get("comm"), "line\\0a");
  pid_t child = (pid_t)must(fork());
  if (!child)
    _exit(strcmp(get("oom_score_adj"), "1000") || strcmp(get("coredump_filter"), "000001ff") || strcmp(get("timerslack_ns"), "123456"));
  check("inherited", reap(child), "exited 0");
  return verdict();
}
