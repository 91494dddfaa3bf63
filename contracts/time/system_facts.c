/* Contract:  sysinfo, uname, getrandom and times answer for what they are asked, and check flags and addresses.
 * Source:    sysinfo(2); uname(2); getrandom(2); times(2)
 * Covers:    sysinfo uname getrandom times
 */
#include "contract.h"

#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>

enum { NONBLOCK = 1, RANDOM = 2, INSECURE = 4 };

static char one[64], two[64];

static const char *random_bytes(size_t size, unsigned flags) {
  return call(syscall(SYS_getrandom, one, size, flags));
}

int main(void) {
  struct sysinfo info;
  struct utsname name;
  struct tms used;
  memset(&info, 0x55, sizeof info);
  check("sysinfo", call(sysinfo(&info)), "0");
  check("uptime", info.uptime < 4000000000, 1);
  check("memory", info.totalram > 0 && info.freeram <= info.totalram, 1);
  check("unit", info.mem_unit > 0, 1);
  check("processes", info.procs > 0, 1);
  check("sysinfo_bad", call(syscall(SYS_sysinfo, 8)), "EFAULT");

  check("uname", call(uname(&name)), "0");
  check("system", join(name.sysname, ""), "Linux");
  check("machine", join(name.machine, ""), "x86_64");
  check("node", join(name.nodename, ""), "contracts");
  check("uname_bad", call(syscall(SYS_uname, 8)), "EFAULT");

  check("random", random_bytes(64, 0), "64");
  memcpy(two, one, sizeof two);
  check("random_again", random_bytes(64, NONBLOCK), "64");
  check("differs", memcmp(one, two, sizeof one) != 0, 1);
  check("random_pool", random_bytes(8, RANDOM), "8");
  check("insecure", random_bytes(8, INSECURE), "8");
  check("none", random_bytes(0, 0), "0");
  check("both_pools", random_bytes(8, RANDOM | INSECURE), "EINVAL");
  check("unknown_flag", random_bytes(8, 8), "EINVAL");
  check("random_bad", call(syscall(SYS_getrandom, 8, 8, 0)), "EFAULT");

  check("times", syscall(SYS_times, &used) != -1, 1);
  check("times_null", syscall(SYS_times, 0) != -1 || errno == 0, 1);
  check("times_bad", call(syscall(SYS_times, 8)), "EFAULT");
  check("no_children", used.tms_cutime + used.tms_cstime, 0);
  return verdict();
}
