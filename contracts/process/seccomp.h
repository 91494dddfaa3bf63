/* What contracts of secure computing share: numbers, layouts, and filters that treat one call otherwise. */
#ifndef SECCOMP_H
#define SECCOMP_H
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/prctl.h>

#define RET_KILL_PROCESS 0x80000000u
#define RET_KILL_THREAD 0u
#define RET_TRAP 0x00030000u
#define RET_ERRNO 0x00050000u
#define RET_USER_NOTIF 0x7fc00000u
#define RET_TRACE 0x7ff00000u
#define RET_LOG 0x7ffc0000u
#define RET_ALLOW 0x7fff0000u
#define ARCH_X86_64 0xc000003eu

enum { SET_MODE_STRICT, SET_MODE_FILTER, GET_ACTION_AVAIL, GET_NOTIF_SIZES };
enum { TSYNC = 1, LOG_FLAG = 2, SPEC_ALLOW = 4, NEW_LISTENER = 8, TSYNC_ESRCH = 16, WAIT_KILLABLE = 32 };
enum { LOAD = 0x20, RETURN = 0x06, JUMP_EQUAL = 0x15 };

struct instruction {
  uint16_t code;
  uint8_t jt, jf;
  uint32_t k;
};
struct program {
  unsigned short length;
  const struct instruction *filter;
};
struct seccomp_data_of {
  int nr;
  uint32_t arch;
  uint64_t instruction_pointer, args[6];
};
struct notification {
  uint64_t id;
  uint32_t pid, flags;
  struct seccomp_data_of data;
};
struct response {
  uint64_t id;
  int64_t value;
  int32_t error;
  uint32_t flags;
};

#define NOTIF_RECV 0xc0502100ul
#define NOTIF_SEND 0xc0182101ul
#define NOTIF_ID_VALID 0x40082102ul
#define NOTIF_ADDFD 0x40182103ul

static inline long seccomp(unsigned operation, unsigned given, const void *argument) {
  return syscall(SYS_seccomp, operation, given, argument);
}

static inline void no_new_privileges(void) { must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

/* A filter that answers `action` to one call and allows all others. */
static inline long treat(int number, uint32_t action, unsigned given) {
  struct instruction filter[] = {
      {LOAD, 0, 0, 0}, {JUMP_EQUAL, 0, 1, (uint32_t)number}, {RETURN, 0, 0, action}, {RETURN, 0, 0, RET_ALLOW}};
  struct program program = {4, filter};
  return seccomp(SET_MODE_FILTER, given, &program);
}

/* What a child makes of it: its exit status, or the signal that ended it. */
static inline const char *in_child(void (*does)(void)) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    does();
    _exit(0);
  }
  return reap(child);
}
#endif
