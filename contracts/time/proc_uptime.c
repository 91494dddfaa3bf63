/* Contract:  /proc/uptime tells the seconds since boot as CLOCK_BOOTTIME does, in hundredths; /proc/stat's btime is the moment
 *            of boot.
 * Source:    proc_uptime(5), proc_stat(5)
 * Covers:    read clock_gettime sysinfo
 * Requires:  proc
 */
#include "contract.h"

#include <sys/sysinfo.h>

static char buffer[65536];

static const char *contents(const char *path) {
  int fd = (int)must(open(path, O_RDONLY));
  long size = 0, count;
  while ((count = must(read(fd, buffer + size, sizeof buffer - 1 - (size_t)size))) > 0) size += count;
  must(close(fd));
  buffer[size] = 0;
  return buffer;
}

/* Hundredths of a second. */
static long long uptime(void) {
  long long seconds = 0, hundredths = 0;
  const char *text = contents("/proc/uptime"), *point = strchr(text, '.');
  seconds = atoll(text);
  if (point) hundredths = atoll(point + 1);
  return point && strchr(point, ' ') == point + 3 ? seconds * 100 + hundredths : -1;
}

int main(void) {
  long long before = clock_ns(CLOCK_BOOTTIME) / 10000000, first = uptime(), after = clock_ns(CLOCK_BOOTTIME) / 10000000;
  check("is_boottime", before <= first && first <= after, 1);
  must(nanosleep(&(struct timespec){0, 30000000}, 0));
  check("goes_on", uptime() - first >= 2, 1);
  struct sysinfo info;
  must(sysinfo(&info));
  long long now = clock_ns(CLOCK_BOOTTIME) / 1000000000;
  check("sysinfo_rounds_up", (long long)info.uptime > first / 100 && (long long)info.uptime <= now + 1, 1);
  const char *line = strstr(contents("/proc/stat"), "btime ");
  check("has_btime", line != 0, 1);
  long long btime = line ? atoll(line + 6) : 0, boot = (clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME)) / 1000000000;
  check("btime_is_boot", btime - boot <= 1 && boot - btime <= 1, 1);
  return verdict();
}
