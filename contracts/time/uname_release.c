/* Contract:  The release that uname tells has the form of a current kernel, and /proc tells the same.
 * Source:    uname(2); proc_version(5); proc_sys_kernel(5)
 * Behaviour: B15
 * Covers:    uname open read
 */
#include "contract.h"

#include <sys/utsname.h>

static char content[512];

static const char *file(const char *path) {
  int fd = (int)must(open(path, O_RDONLY));
  long size = must(read(fd, content, sizeof content - 1));
  must(close(fd));
  content[size] = 0;
  return content;
}

/* Whether the text is these pieces, or begins with them. */
static const char *begins(const char *value, const char *first, const char *second, const char *third) {
  const char *wanted = join(join(first, second), third);
  return strncmp(value, wanted, strlen(wanted)) ? "differs" : "agrees";
}

int main(void) {
  struct utsname name;
  char *end;
  must(uname(&name));
  check("sysname", name.sysname, "Linux");
  check("machine", name.machine, "x86_64");
  long major = strtol(name.release, &end, 10);
  check("major_is_current", major >= 5, 1);
  check("dot", text(end, 1), ".");
  long minor = strtol(end + 1, &end, 10);
  check("minor_is_a_number", minor >= 0 && end[-1] >= '0' && end[-1] <= '9', 1);
  check("third_number_follows", text(end, 1), ".");
  check("version_begins", begins(name.version, "#", "", ""), "agrees");

  check("osrelease", begins(file("/proc/sys/kernel/osrelease"), name.release, "\n", ""), "agrees");
  check("osrelease_size", (long)(strlen(content) - strlen(name.release)), 1);
  check("ostype", begins(file("/proc/sys/kernel/ostype"), "Linux", "\n", ""), "agrees");
  check("hostname", begins(file("/proc/sys/kernel/hostname"), name.nodename, "\n", ""), "agrees");
  check("version_file", begins(file("/proc/sys/kernel/version"), name.version, "\n", ""), "agrees");
  check("proc_version", begins(file("/proc/version"), "Linux version ", name.release, " ("), "agrees");
  check("proc_version_ends", text(content + strlen(content) - 1, 1), "\\0a");
  check("proc_version_has_the_build", strstr(content, name.version) != 0, 1);
  check("bad_pointer", call(syscall(SYS_uname, 8)), "EFAULT");
  return verdict();
}
