/* Contract:  PTRACE_GET_SYSCALL_INFO tells a stop's kind by what PTRACE_O_TRACESYSGOOD marks, and the call; SET_SYSCALL_INFO changes it.
 * Source:    ptrace(2), PTRACE_GET_SYSCALL_INFO; kernel/ptrace.c, ptrace_set_syscall_info
 * Covers:    ptrace
 * Linux:     since 6.16
 */
#include "contract.h"
#include "tracing.h"

enum { GET = 0x420e, SET = 0x4212 };

struct info {
  uint8_t op, reserved;
  uint16_t flags;
  uint32_t arch;
  uint64_t ip, sp;
  union {
    struct {
      uint64_t nr, args[6];
      uint32_t data, reserved2;
    } entry;
    struct {
      int64_t value;
      uint8_t is_error;
    } exit;
  };
};

static int run(void) {
  errno = 0;
  if (syscall(SYS_lseek, -1l, 7, 2) != -1 || errno != EBADF) return 1;
  if (syscall(SYS_lseek, -1l, 7, 2) != getppid()) return 2;
  return syscall(SYS_lseek, -1l, 7, 2) == -1 && errno == EXDEV ? 11 : 3;
}

static long get(pid_t child, struct info *info, unsigned long size) {
  memset(info, 0xee, sizeof *info);
  return ptrace(GET, child, size, info);
}

int main(void) {
  struct info info;
  pid_t child = traced(run);
  check("no_call_size", call(get(child, &info, sizeof info)), "24");
  check("no_call", info.op, 0);
  check("architecture", number(info.arch, 16), "0xc000003e");
  check("pointer", info.ip == registers(child).rip, 1);
  check("stack", info.sp == registers(child).rsp, 1);
  check("set_elsewhere", call(ptrace(SET, child, sizeof info, &info)), "EINVAL");
  onward(PTRACE_SYSCALL, child, 0);
  check("unmarked", call(get(child, &info, sizeof info)), "24");
  onward(PTRACE_SYSCALL, child, 0);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));

  onward(PTRACE_SYSCALL, child, 0);
  check("entry_size", call(get(child, &info, sizeof info)), "80");
  check("entry", info.op, 1);
  check("entry_number", info.entry.nr == SYS_lseek, 1);
  check("entry_first", (long)info.entry.args[0], -1);
  check("entry_third", (long)info.entry.args[2], 2);
  check("little_room", call(get(child, &info, 4)), "80");
  check("little_written", info.arch, 0xeeeeeeee);
  get(child, &info, sizeof info);
  info.reserved = 0;
  info.flags = 1;
  check("set_flags", call(ptrace(SET, child, sizeof info, &info)), "EINVAL");
  info.flags = 0;
  check("set_small", call(ptrace(SET, child, 80, &info)), "EINVAL");
  info.entry.nr = 1ull << 32;
  check("set_large_number", call(ptrace(SET, child, sizeof info, &info)), "ERANGE");
  info.entry.nr = SYS_getppid;
  info.op = 2;
  check("set_other_kind", call(ptrace(SET, child, sizeof info, &info)), "EINVAL");
  info.op = 1;
  check("set_number", call(ptrace(SET, child, sizeof info, &info)), "0");
  onward(PTRACE_SYSCALL, child, 0);
  check("exit_size", call(get(child, &info, sizeof info)), "33");
  check("exit", info.op, 2);
  check("exit_value", info.exit.value == getpid(), 1);
  check("exit_is_error", info.exit.is_error, 0);

  onward(PTRACE_SYSCALL, child, 0);  // getppid of run's own
  onward(PTRACE_SYSCALL, child, 0);
  onward(PTRACE_SYSCALL, child, 0);
  onward(PTRACE_SYSCALL, child, 0);
  get(child, &info, sizeof info);
  check("error_value", info.exit.value, -EBADF);
  check("error_is_error", info.exit.is_error, 1);
  info.exit.value = -EXDEV;
  check("set_error", call(ptrace(SET, child, sizeof info, &info)), "0");
  check("end", onward(PTRACE_CONT, child, 0), "exited 11");
  return verdict();
}
