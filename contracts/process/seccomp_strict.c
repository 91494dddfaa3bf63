/* Contract:  Strict mode leaves read, write, exit and rt_sigreturn; any other call kills the thread with SIGKILL, and the
 *            time-stamp counter is forbidden. Nothing takes the mode back.
 * Source:    seccomp(2), SECCOMP_SET_MODE_STRICT; PR_SET_SECCOMP(2const)
 * Covers:    seccomp prctl
 */
#include "seccomp.h"

static int ends[2];

static void enter(void) {
  must(pipe(ends));
  must(write(ends[1], "ab", 2));
  must(prctl(PR_SET_SECCOMP, 1));
}

static void reads_and_writes(void) {
  char byte;
  enter();
  long sum = read(ends[0], &byte, 1) + write(ends[1], "c", 1);
  syscall(SYS_exit, (int)sum + 3);
}

static void by_seccomp(void) {
  if (seccomp(SET_MODE_STRICT, 0, 0)) _exit(9);
  syscall(SYS_exit, 4);
}

static void asks_who(void) {
  enter();
  syscall(SYS_getpid);
}

static void ends_group(void) {
  enter();
  syscall(SYS_exit_group, 0);
}

static void asks_mode(void) {
  enter();
  prctl(PR_GET_SECCOMP);
}

static void unknown(void) {
  enter();
  syscall(9999);
}

static void reads_counter(void) {
  enter();
  __asm__ volatile("rdtsc" ::: "rax", "rdx");
  syscall(SYS_exit, 0);
}

static void on_fault(int signal) {
  (void)signal;
  syscall(SYS_exit, 6);
}

static void handles(void) {
  struct sigaction action = {.sa_handler = on_fault};
  must(sigaction(SIGSEGV, &action, 0));
  enter();
  *(volatile char *)8 = 0;
}

int main(void) {
  check("mode", call(prctl(PR_GET_SECCOMP)), "0");
  check("unknown_mode", call(prctl(PR_SET_SECCOMP, 3)), "EINVAL");
  check("no_mode", call(prctl(PR_SET_SECCOMP, 0)), "EINVAL");
  check("flags", call(seccomp(SET_MODE_STRICT, 1, 0)), "EINVAL");
  check("argument", call(seccomp(SET_MODE_STRICT, 0, ends)), "EINVAL");
  check("mode_still", call(prctl(PR_GET_SECCOMP)), "0");
  check("read_write_exit", in_child(reads_and_writes), "exited 5");
  check("by_seccomp", in_child(by_seccomp), "exited 4");
  check("getpid", in_child(asks_who), "killed SIGKILL");
  check("exit_group", in_child(ends_group), "killed SIGKILL");
  check("get_mode", in_child(asks_mode), "killed SIGKILL");
  check("no_such_call", in_child(unknown), "killed SIGKILL");
  check("time_stamp_counter", in_child(reads_counter), "killed SIGSEGV");
  check("handler", in_child(handles), "exited 6");
  return verdict();
}
