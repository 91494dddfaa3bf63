/* Contract:  clone3 with set_tid gives the child the number that is asked for: EEXIST if somebody has it, EINVAL for one
 *            that cannot be; later children are numbered as if nothing had been. Without rights it is EPERM.
 * Source:    clone(2), "The set_tid array"
 * Covers:    clone3 capset
 */
#include "contract.h"

#include <sys/syscall.h>

static struct {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size;
} args;
static pid_t ids[40];
static pid_t last;

/* A child that ends with 3, of which the number is kept in `last`. */
static const char *make(uint64_t count) {
  args.exit_signal = SIGCHLD;
  args.set_tid = (uint64_t)(uintptr_t)ids;
  args.set_tid_size = count;
  last = (pid_t)syscall(435, &args, sizeof args);
  if (last == 0) _exit(getpid() == ids[0] && syscall(SYS_gettid) == ids[0] ? 3 : 4);
  return last == -1 ? call(-1) : reap(last);
}

static const char *numbered(pid_t id) {
  ids[0] = id;
  return make(1);
}

int main(void) {
  pid_t before = (pid_t)must(fork());
  if (before == 0) _exit(0);
  must(waitpid(before, 0, 0));
  check("asked", numbered(before + 2000), "exited 3");
  check("got", last, before + 2000);
  check("again_when_it_ended", numbered(before + 2000), "exited 3");
  pid_t next = (pid_t)must(fork());
  if (next == 0) _exit(0);
  must(waitpid(next, 0, 0));
  check("others_count_on", next > before && next < before + 1000, 1);
  check("used", numbered(getpid()), "EEXIST");
  check("process_1", numbered(1), "EEXIST");
  check("zero", numbered(0), "EINVAL");
  check("negative", numbered(-1), "EINVAL");
  check("beyond_the_largest", numbered(1 << 23), "EINVAL");
  check("more_than_namespaces", make(33), "EINVAL");
  args.set_tid = 8;
  args.set_tid_size = 1;
  check("nowhere", call(syscall(435, &args, sizeof args)), "EFAULT");
  pid_t held = (pid_t)must(fork());
  if (held == 0) {
    setpgid(0, 0);
    pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    _exit(child > 0 ? 0 : 1);
  }
  must(waitpid(held, 0, 0));
  check("number_of_a_group", numbered(held), "EEXIST");
  must(kill(-held, SIGKILL));

  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t none[6] = {0};
  must(syscall(SYS_capset, &header, none));
  check("without_rights", numbered(before + 3000), "EPERM");
  return verdict();
}
