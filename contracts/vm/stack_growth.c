/* Contract:  The stack grows by itself as it is used, page by page and in large steps, and its memory begins as zero.
 * Source:    mmap(2), MAP_GROWSDOWN; getrlimit(2), RLIMIT_STACK
 * Covers:    rt_sigaction sigaltstack
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/resource.h>

static char alternate[16384];
static sigjmp_buf back;
static volatile int code;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  code = info->si_code;
  siglongjmp(back, 1);
}

static __attribute__((noinline)) long deep(int depth) {
  volatile char page[4096];
  page[depth % 4096] = 1;
  return depth == 0 ? 0 : page[depth % 4096] + deep(depth - 1);
}

static __attribute__((noinline)) long jump(size_t size) {
  volatile char room[size];
  room[0] = 5;
  return room[0] + room[1];
}

int main(void) {
  check("100_pages_deep", deep(100), 100);
  check("one_step_of_1_MB", jump(1 << 20), 5);
  check("again", deep(100), 100);
  struct rlimit limit = {1 << 20, 1 << 20};
  stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
  must(sigaltstack(&stack, 0));
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK}, 0));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(setrlimit(RLIMIT_STACK, &limit));
    if (sigsetjmp(back, 1)) _exit(code == SEGV_MAPERR ? 3 : code == SEGV_ACCERR ? 4 : 5);
    _exit((int)jump(4 << 20));
  }
  check("beyond_the_limit_faults_into_the_handler", reap(child), "exited 3");
  return verdict();
}
