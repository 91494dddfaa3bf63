/* Contract:  The kernel's log is for who has CAP_SYSLOG over the machine: root of a user namespace reads, clears and silences
 *            nothing, whatever the other arguments are.
 * Source:    syslog(2), ERRORS; check_syslog_permissions
 * Covers:    syslog
 */
#include "contract.h"

int main(void) {
  char buffer[64];
  static const struct {
    const char *name;
    long type;
  } kinds[] = {{"close", 0}, {"open", 1}, {"read", 2}, {"read_clear", 4}, {"clear", 5}, {"off", 6}, {"on", 7}, {"level", 8}, {"unread", 9}, {"unknown", 11}, {"negative", -1}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    check(kinds[i].name, call(syscall(SYS_syslog, kinds[i].type, buffer, 64L)), "EPERM");
  check("no_buffer", call(syscall(SYS_syslog, 4L, NULL, 64L)), "EPERM");
  return verdict();
}
