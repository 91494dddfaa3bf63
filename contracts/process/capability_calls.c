/* Contract:  capget and capset check version, pid and address; an unknown version is answered with the present one; dropped
 *            capabilities are missed at once, and nothing is gained that was not permitted.
 * Source:    capget(2), ERRORS; capabilities(7)
 * Covers:    capget capset sethostname chroot
 * Requires:  root proc
 */
#include "contract.h"

#include <sys/prctl.h>

enum { SETPCAP = 8, CHROOT = 18, SYS_ADMIN = 21, SYS_RESOURCE = 24 };

static uint32_t header[2], data[6];

static const char *get(uint32_t version, int pid) {
  header[0] = version, header[1] = (uint32_t)pid;
  memset(data, 0, sizeof data);
  return call(syscall(SYS_capget, header, data));
}

static const char *set(uint32_t effective, uint32_t permitted, uint32_t inheritable) {
  uint32_t sets[6] = {effective, permitted, inheritable, 0, 0, 0};
  header[0] = 0x20080522, header[1] = 0;
  return call(syscall(SYS_capset, header, sets));
}

int main(void) {
  check("get", get(0x20080522, 0), "0");
  check("has_all", data[0] == ~0u && data[1] == ~0u && data[3] != 0, 1);
  char last[8] = {0};
  must(read((int)must(open("/proc/sys/kernel/cap_last_cap", O_RDONLY)), last, sizeof last - 1));
  check("up_to_the_last", data[3] == (1u << (atoi(last) - 31)) - 1, 1);
  check("inherits_none", data[2], 0);
  check("first_version", get(0x19980330, 0), "0");
  check("first_has_32", data[0] == ~0u && data[3] == 0, 1);
  check("unknown_version", get(0x12345678, 0), "EINVAL");
  check("told_the_present_one", number(header[0], 16), "0x20080522");
  check("unknown_without_data", call(syscall(SYS_capget, (uint32_t[]){7, 0}, 0)), "0");
  check("nobody", get(0x20080522, 99999), "ESRCH");
  check("negative", get(0x20080522, -1), "EINVAL");
  check("bad_header", call(syscall(SYS_capget, 8, data)), "EFAULT");
  check("bad_data", (get(0x20080522, 0), call(syscall(SYS_capget, header, 8))), "EFAULT");
  check("set_of_others", call(syscall(SYS_capset, (uint32_t[]){0x20080522, (uint32_t)getppid()}, data)), "EPERM");

  uint32_t keep = 1u << SETPCAP | 1u << CHROOT;
  check("effective_beyond_permitted", set(keep | 1, keep, 0), "EPERM");
  check("drop", set(keep, keep, 0), "0");
  check("hostname", call(sethostname("x", 1)), "EPERM");
  check("chroot", call(chroot("/")), "0");
  check("gain", set(keep | 1u << SYS_ADMIN, keep | 1u << SYS_ADMIN, 0), "EPERM");
  check("lower_effective", set(0, keep, 0), "0");
  check("chroot_not_effective", call(chroot("/")), "EPERM");
  check("raise_effective", set(keep, keep, 0), "0");
  check("chroot_again", call(chroot("/")), "0");
  check("inheritable", set(keep, keep, 1u << CHROOT), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((get(0x20080522, 0), data[1] == keep && data[2] == 1u << CHROOT) ? 5 : 6);
  check("child_has_the_same", reap(child), "exited 5");
  int hold[2];
  must(pipe(hold));
  child = (pid_t)must(fork());
  if (child == 0) {
    set(0, 1u << CHROOT, 0);
    must(write(hold[1], "x", 1));
    for (;;) pause();
  }
  must(read(hold[0], &(char){0}, 1));
  check("of_child", get(0x20080522, child), "0");
  check("child_has_fewer", data[0] == 0 && data[1] == 1u << CHROOT && data[2] == 0, 1);
  must(kill(child, SIGKILL));
  reap(child);
  check("ambient_needs_inheritable", call(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, SETPCAP, 0, 0)), "EPERM");
  check("ambient", call(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CHROOT, 0, 0)), "0");
  check("is_ambient", call(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CHROOT, 0, 0)), "1");
  check("not_ambient", call(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, SETPCAP, 0, 0)), "0");
  check("dropping_inheritable", set(keep, keep, 0), "0");
  check("drops_ambient", call(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CHROOT, 0, 0)), "0");
  return verdict();
}
