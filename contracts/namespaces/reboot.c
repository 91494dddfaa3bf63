/* Contract:  reboot in a pid namespace ends it: process 1 is said to have died of SIGHUP when it was to start again, of
 *            SIGINT when it was to halt; it takes CAP_SYS_BOOT over the namespace.
 * Source:    reboot(2), "Behavior inside PID namespaces"; reboot_pid_ns
 * Covers:    reboot wait4 clone
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

enum { MAGIC_2 = 672274793 };
#define MAGIC 0xfee1deadl

static const char *rebooted(unsigned long command, int by_child) {
  pid_t init = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (init == 0) {
    if (by_child && fork())
      for (;;) pause();
    syscall(SYS_reboot, MAGIC, MAGIC_2, command, 0);
    for (;;) pause();
  }
  return reap(init);
}

static const char *refused(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  char *line = contract_text();
  contract_append(contract_append(line, call(syscall(SYS_reboot, 1, MAGIC_2, 0x1234567, 0))), " ");
  contract_append(contract_append(line, call(syscall(SYS_reboot, MAGIC, 1, 0x1234567, 0))), " ");
  contract_append(contract_append(line, call(syscall(SYS_reboot, MAGIC, MAGIC_2, 77, 0))), " ");
  must(syscall(SYS_capset, header, none));
  return contract_append(line, call(syscall(SYS_reboot, 1, 1, 1, 0)));
}

int main(void) {
  check("restart", rebooted(0x1234567, 0), "killed SIGHUP");
  check("restart_by_child", rebooted(0x1234567, 1), "killed SIGHUP");
  check("halt", rebooted(0xcdef0123, 0), "killed SIGINT");
  check("power_off", rebooted(0x4321fedc, 1), "killed SIGINT");
  check("refused", said_by_child(CLONE_NEWPID, refused), "EINVAL EINVAL EINVAL EPERM");
  return verdict();
}
