/* Contract:  The files of /proc that are about the system have Linux's form, and agree with uname, sysinfo and the clocks.
 * Source:    proc_meminfo(5), proc_stat(5), proc_uptime(5), proc_loadavg(5), proc_version(5), proc_filesystems(5)
 * Covers:    read uname sysinfo clock_gettime
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/sysinfo.h>
#include <sys/utsname.h>

/* The form of a line: digits as one 9, a fraction as 9.9. */
static const char *form(const char *line) {
  char *out = contract_text(), *to = out;
  for (; *line && to < out + 80; line++) {
    if (*line < '0' || *line > '9') *to++ = *line;
    else if (to == out || to[-1] != '9') *to++ = '9';
  }
  *to = 0;
  return out;
}

static long amount(const char *name) { return strtol(field("/proc/meminfo", name), 0, 10); }

static const char *has(const char *path, const char *word) {
  must(read_whole(path));
  return strstr(whole, word) ? "yes" : "no";
}

int main(void) {
  struct utsname names;
  struct sysinfo info;
  must(uname(&names));
  must(sysinfo(&info));
  const char *version = join(join("Linux version ", names.release), " ");
  must(read_whole("/proc/version"));
  check("version", strncmp(whole, version, strlen(version)), 0);
  check("release", strcmp(contents("/proc/sys/kernel/osrelease"), names.release), 0);
  check("ostype", contents("/proc/sys/kernel/ostype"), "Linux");
  check("uptime", form(contents("/proc/uptime")), "9.9 9.9");
  check("uptime_agrees", labs(strtol(contents("/proc/uptime"), 0, 10) - info.uptime) < 100, 1);
  check("loadavg", form(contents("/proc/loadavg")), "9.9 9.9 9.9 9/9 9");
  check("total", (unsigned long)amount("MemTotal:") * 1024 / info.mem_unit == info.totalram, 1);
  check("free_is_less", amount("MemFree:") <= amount("MemTotal:") && amount("MemFree:") > 0, 1);
  check("available", amount("MemAvailable:") > 0, 1);
  check("first_row", form(field("/proc/meminfo", "MemTotal:")), "9 kB");
  check("cpu0", strcmp(field("/proc/stat", "cpu0"), "none") != 0, 1);
  check("btime", form(field("/proc/stat", "btime")), "9");
  check("running", form(field("/proc/stat", "procs_running")), "9");
  long boot = strtol(field("/proc/stat", "btime"), 0, 10);
  struct timespec now, since;
  must(clock_gettime(CLOCK_REALTIME, &now));
  must(clock_gettime(CLOCK_BOOTTIME, &since));
  check("btime_agrees", labs(now.tv_sec - since.tv_sec - boot) <= 2, 1);
  check("tmpfs", has("/proc/filesystems", "nodev\ttmpfs\n"), "yes");
  check("proc", has("/proc/filesystems", "nodev\tproc\n"), "yes");
  check("cpuinfo", has("/proc/cpuinfo", "processor\t: 0\n"), "yes");
  check("devices", has("/proc/devices", "Character devices:\n  1 mem\n"), "yes");
  check("partitions", text(whole, read_whole("/proc/partitions") > 27 ? 27 : -1), "major minor  #blocks  name\\0a");
  must(read_whole("/proc/swaps"));
  check("swaps", strncmp(whole, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n", 38), 0);
  check("vmstat", strncmp(field("/proc/vmstat", "nr_free_pages"), "none", 4) != 0, 1);
  return verdict();
}
