/* Contract:  rseq registers one aligned area a thread, which then says on which processor the thread runs; the same
 *            registration again is EBUSY, another EINVAL, another signature EPERM. A fork keeps it, execve and a new thread
 *            do not.
 * Source:    rseq(2) of the kernel's documentation; kernel/rseq.c, "sys_rseq"
 * Covers:    rseq
 */
#include "contract.h"

#include <pthread.h>

enum { SIGNATURE = 0x53053053, UNREGISTER = 1 };

static struct area {
  uint32_t cpu_start, cpu;
  uint64_t sequence;
  uint32_t flags, node, cid, rest[9];
} area __attribute__((aligned(64))), other __attribute__((aligned(64)));

static const char *use(void *at, unsigned size, int flags, unsigned signature) {
  return call(syscall(SYS_rseq, at, size, flags, signature));
}

static void *in_thread(void *key) {
  check(key, use(&area, 32, UNREGISTER, SIGNATURE), "EINVAL");
  return 0;
}

int main(void) {
  check("not_registered", use(&area, 32, UNREGISTER, SIGNATURE), "EINVAL");
  check("unknown_flag", use(&area, 32, 2, SIGNATURE), "EINVAL");
  check("too_short", use(&area, 20, 0, SIGNATURE), "EINVAL");
  check("askew", use((char *)&area + 8, 32, 0, SIGNATURE), "EINVAL");
  check("not_user_memory", use((void *)(~0ull & ~63ull), 32, 0, SIGNATURE), "EFAULT");
  area.cpu = 77777;
  check("registered", use(&area, 32, 0, SIGNATURE), "0");
  check("processor_told", area.cpu < 4096 && area.cpu == area.cpu_start, 1);
  check("again", use(&area, 32, 0, SIGNATURE), "EBUSY");
  check("again_other_size", use(&area, 64, 0, SIGNATURE), "EINVAL");
  check("again_other_signature", use(&area, 32, 0, SIGNATURE + 1), "EPERM");
  check("another", use(&other, 32, 0, SIGNATURE), "EINVAL");
  check("unregister_other_signature", use(&area, 32, UNREGISTER, 1), "EPERM");
  check("unregister_more_flags", use(&area, 32, UNREGISTER | 2, SIGNATURE), "EINVAL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_rseq, &area, 32, 0, SIGNATURE) == -1 && errno == EBUSY);
  check("kept_by_fork", reap(child), "exited 1");
  pthread_t thread;
  must(pthread_create(&thread, 0, in_thread, "not_in_a_thread"));
  pthread_join(thread, 0);

  check("unregistered", use(&area, 32, UNREGISTER, SIGNATURE), "0");
  check("processor_gone", area.cpu == (uint32_t)-1 && area.cpu_start == 0, 1);
  check("longer_area", use(&other, 64, 0, 5), "0");
  return verdict();
}
