/* Contract:  /proc/PID/limits shows soft and hard limit of each resource with its unit, as getrlimit answers them; a program
 *            starts with those that it was given.
 * Source:    proc_pid_limits(5), getrlimit(2)
 * Covers:    prlimit64 getrlimit setrlimit read
 * Requires:  limits proc
 */
#include "contract.h"

#include <sys/resource.h>

static const char *value(rlim_t limit) { return limit == RLIM_INFINITY ? "unlimited" : number((long long)limit, 10); }

/* The row of a resource, its blanks squeezed. */
static const char *row(int fd, const char *name) {
  static char buffer[4096], out[128];
  long size = must(pread(fd, buffer, sizeof buffer - 1, 0));
  buffer[size] = 0;
  char *line = strstr(buffer, name), *to = out;
  if (!line) return "none";
  for (line += strlen(name); *line && *line != '\n'; line++)
    if (*line != ' ') *to++ = *line;
    else if (to > out && to[-1] != ' ') *to++ = ' ';
  while (to > out && to[-1] == ' ') to--;
  *to = 0;
  return out;
}

int main(void) {
  static const char *names[] = {"cpu time", "file size", "data size", "stack size", "core file size", "resident set",
                                "processes", "open files", "locked memory", "address space", "file locks",
                                "pending signals", "msgqueue size", "nice priority", "realtime priority",
                                "realtime timeout"};
  int fd = (int)must(open("/proc/self/limits", O_RDONLY)), alike = 1;
  struct rlimit limit;
  for (int i = 0; i < 16; i++) {
    must(syscall(SYS_getrlimit, i, &limit));
    const char *both = join(join(value(limit.rlim_cur), " "), value(limit.rlim_max));
    observe(names[i], both);
    if (strncmp(row(fd, join("Max ", names[i])), both, strlen(both))) alike = 0;
  }
  check("text_is_alike", alike, 1);
  check("head", row(fd, "Limit"), "Soft Limit Hard Limit Units");
  must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){100, 200}));
  check("files", row(fd, "Max open files"), "100 200 files");
  must(setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}));
  check("core", row(fd, "Max core file size"), "0 0 bytes");
  must(setrlimit(RLIMIT_AS, &(struct rlimit){1ul << 40, RLIM_INFINITY}));
  check("address_space", row(fd, "Max address space"), "1099511627776 unlimited bytes");
  check("nice_has_no_unit", row(fd, "Max nice priority"), "0 0");
  return verdict();
}
