/* Contract:  A program of user 0 gets the whole bounding set, unless no_new_privs or SECBIT_NOROOT say otherwise; what was
 *            dropped from the bounding set stays dropped; keep-capabilities ends, dumpable comes back, but not for who gains rights.
 * Source:    capabilities(7), "Transformation of capabilities during execve()"; prctl(2)
 * Covers:    execve capget capset prctl
 * Requires:  root
 */
#include "contract.h"

#include <sys/prctl.h>

enum { SETPCAP = 8, CHROOT = 18, NOROOT = 1 };

static uint64_t permitted(void) {
  uint32_t header[2] = {0x20080522, 0}, data[6] = {0};
  must(syscall(SYS_capget, header, data));
  return data[1] | (uint64_t)data[4] << 32;
}

static void keep_only(uint32_t set) {
  uint32_t header[2] = {0x20080522, 0}, data[6] = {set, set, 0, 0, 0, 0};
  must(syscall(SYS_capset, header, data));
}

/* Bits: CHROOT permitted, some capability permitted, bounding has CHROOT, keepcaps, dumpable, NOROOT. */
static int state(void) {
  uint64_t now = permitted();
  return (int)(now >> CHROOT & 1) | (now != 0) << 1 | prctl(PR_CAPBSET_READ, CHROOT) << 2 |
         prctl(PR_GET_KEEPCAPS) << 3 | prctl(PR_GET_DUMPABLE) << 4 | (prctl(PR_GET_SECUREBITS) & NOROOT) << 5;
}

static const char *after(void (*prepare)(void)) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  prepare();
  execve("/proc/self/exe", (char *[]){"state", 0}, (char *[]){0});
  _exit(99);
}

static void nothing(void) {}
static void drops_all(void) { keep_only(0); }
static void drops_and_no_new(void) {
  keep_only(1 << SETPCAP);
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}
static void drops_bounding(void) { must(prctl(PR_CAPBSET_DROP, CHROOT)); }
static void no_root(void) { must(prctl(PR_SET_SECUREBITS, NOROOT)); }
static void keeps(void) {
  must(prctl(PR_SET_KEEPCAPS, 1));
  must(prctl(PR_SET_DUMPABLE, 0));
}

int main(int count, char **arguments) {
  if (count > 0 && !strcmp(arguments[0], "state")) _exit(state());
  check("now", state(), 1 | 2 | 4 | 16);
  check("plain", after(nothing), "exited 23");
  check("dropped_come_back_not_dumpable", after(drops_all), "exited 7");
  check("no_new_privileges", after(drops_and_no_new), "exited 22");
  check("bounding", after(drops_bounding), "exited 18");
  check("noroot", after(no_root), "exited 52");
  check("keepcaps_and_dumpable", after(keeps), "exited 23");

  check("read_unknown", call(prctl(PR_CAPBSET_READ, 64)), "EINVAL");
  check("drop_unknown", call(prctl(PR_CAPBSET_DROP, 64)), "EINVAL");
  keep_only(0);
  check("drop_without_right", call(prctl(PR_CAPBSET_DROP, CHROOT)), "EPERM");
  check("securebits_without_right", call(prctl(PR_SET_SECUREBITS, NOROOT)), "EPERM");
  check("regain", call(syscall(SYS_capset, (uint32_t[]){0x20080522, 0}, (uint32_t[]){1, 1, 0, 0, 0, 0})), "EPERM");
  return verdict();
}
