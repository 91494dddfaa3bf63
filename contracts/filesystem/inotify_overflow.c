/* Contract:  A full inotify queue drops what comes, and says so once with IN_Q_OVERFLOW and watch -1; drained it goes
 *            on.
 * Source:    inotify(7), IN_Q_OVERFLOW
 * Covers:    inotify_init1 inotify_add_watch read
 */
#include "contract.h"

#include <sys/inotify.h>

int main(void) {
  scratch();
  char digits[16] = "";
  int limit_fd = (int)must(open("/proc/sys/fs/inotify/max_queued_events", O_RDONLY));
  must(read(limit_fd, digits, sizeof digits - 1));
  int limit = atoi(digits), w = (int)must(inotify_init1(IN_NONBLOCK)), events = 0, overflows = 0, last = 0, last_watch = 0;
  check("limit", limit, 16384);
  int a = (int)must(creat("a", 0600)), b = (int)must(creat("b", 0600));
  must(inotify_add_watch(w, "a", IN_ATTRIB));
  must(inotify_add_watch(w, "b", IN_ATTRIB));
  for (int i = 0; i < limit / 2 + 10; i++) {
    must(fchmod(a, 0600));
    must(fchmod(b, 0600));
  }
  static char buffer[65536] __attribute__((aligned(8)));
  long size;
  while ((size = read(w, buffer, sizeof buffer)) > 0)
    for (long at = 0; at < size;) {
      const struct inotify_event *event = (const void *)(buffer + at);
      events++;
      overflows += (event->mask & IN_Q_OVERFLOW) != 0;
      last = (event->mask & IN_Q_OVERFLOW) != 0;
      last_watch = event->wd;
      at += (long)sizeof *event + event->len;
    }
  check("events", events, limit + 1);
  check("overflows", overflows, 1);
  check("overflow_is_last", last, 1);
  check("its_watch", last_watch, -1);
  must(fchmod(a, 0600));
  check("goes_on", call(read(w, buffer, sizeof buffer)), "16");
  return verdict();
}
