/* Contract:  A user namespace's root reads all of /proc/sys, and writes only what belongs to its namespaces: numbers of
 *            processes, System V limits, limits on namespaces; host names only by sethostname.
 * Source:    proc_sys(5); proc_sys_kernel(5), ns_last_pid, pid_max; user_namespaces(7)
 * Covers:    open write read fork
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static const char *next_pid(void) {
  const char *set = put("/proc/sys/kernel/ns_last_pid", "41\n");
  pid_t child = fork();
  if (child == 0) _exit(0);
  reap(child);
  return join(join(set, " "), join(number(child, 10), join(" ", contents("/proc/sys/kernel/ns_last_pid"))));
}

static const char *wraps(void) {
  const char *set = put("/proc/sys/kernel/pid_max", "320"), *low = put("/proc/sys/kernel/pid_max", "300");
  pid_t child = 0;
  put("/proc/sys/kernel/ns_last_pid", "318");
  for (int i = 0; i < 2; i++) {
    child = fork();
    if (child == 0) _exit(0);
    reap(child);
  }
  return join(join(set, " "), join(low, join(" ", number(child, 10))));
}

static const char *unprivileged(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  return put("/proc/sys/kernel/ns_last_pid", "50");
}

int main(void) {
  static const char *const machine[] = {"kernel/hostname", "kernel/domainname", "kernel/osrelease", "kernel/panic",
                                        "vm/overcommit_memory", "fs/file-max", "kernel/randomize_va_space"};
  for (size_t i = 0; i < sizeof machine / sizeof *machine; i++) {
    const char *path = join("/proc/sys/", machine[i]);
    check(join("write_", machine[i]), put(path, "1"), "open EACCES");
    check(join("read_", machine[i]), made(read_whole(path)), "ok");
  }
  check("hostname", contents("/proc/sys/kernel/hostname"), "contracts");
  check("next_pid", said_by_child(CLONE_NEWPID, next_pid), "ok 42 42");
  check("wraps", said_by_child(CLONE_NEWPID, wraps), "ok EINVAL 300");
  check("unprivileged", said_by_child(CLONE_NEWPID, unprivileged), "EPERM");
  check("missing", made(open("/proc/sys/kernel/nothing", O_RDONLY)), "ENOENT");
  check("create", made(open("/proc/sys/kernel/nothing", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  check("cap_last_cap", contents("/proc/sys/kernel/cap_last_cap"), "40");
  check("overflow", contents("/proc/sys/kernel/overflowuid"), "65534");
  check("uuid", strlen(contents("/proc/sys/kernel/random/uuid")), 36);
  check("boot_id", strcmp(contents("/proc/sys/kernel/random/boot_id"), contents("/proc/sys/kernel/random/boot_id")), 0);
  return verdict();
}
