/* Contract:  process_vm_readv checks flags and both lists of vectors before it looks for the process; a process that has
 *            ended has no memory; nothing to move is no error.
 * Source:    process_vm_readv(2), "Errors"
 * Covers:    process_vm_readv process_vm_writev
 */
#include "contract.h"

#include <sys/uio.h>

static char buffer[64];
static struct iovec whole = {buffer, sizeof buffer}, nothing = {buffer, 0};

static const char *from(pid_t pid, struct iovec *local, unsigned long locals, struct iovec *remote,
                        unsigned long remotes, unsigned long flags) {
  return call(process_vm_readv(pid, local, locals, remote, remotes, flags));
}

int main(void) {
  pid_t self = getpid(), nobody = 99999999;
  struct iovec *bad = (struct iovec *)8, negative = {buffer, (size_t)-1};
  check("itself", from(self, &whole, 1, &whole, 1, 0), "64");
  check("flags", from(self, &whole, 1, &whole, 1, 1), "EINVAL");
  check("flags_before_process", from(nobody, &whole, 1, &whole, 1, 1), "EINVAL");
  check("no_such_process", from(nobody, &whole, 1, &whole, 1, 0), "ESRCH");
  check("process_0", from(0, &whole, 1, &whole, 1, 0), "ESRCH");
  check("too_many_local", from(self, &whole, 1025, &whole, 1, 0), "EINVAL");
  check("too_many_remote", from(self, &whole, 1, &whole, 1025, 0), "EINVAL");
  check("local_length", from(self, &negative, 1, &whole, 1, 0), "EINVAL");
  check("remote_length", from(self, &whole, 1, &negative, 1, 0), "EINVAL");
  check("local_list", from(self, bad, 1, &whole, 1, 0), "EFAULT");
  check("remote_list", from(self, &whole, 1, bad, 1, 0), "EFAULT");
  check("no_local_looks_no_further", from(nobody, &whole, 0, bad, 1, 0), "0");
  check("empty_local_too", from(nobody, &nothing, 1, bad, 1, 0), "0");
  check("no_remote_asks_for_no_process", from(nobody, &whole, 1, &whole, 0, 0), "0");
  check("empty_remote_too", from(nobody, &whole, 1, &nothing, 1, 0), "0");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(0);
  must(waitid(P_PID, (id_t)child, 0, WEXITED | WNOWAIT));
  check("zombie", from(child, &whole, 1, &whole, 1, 0), "ESRCH");
  check("write_to_zombie", call(process_vm_writev(child, &whole, 1, &whole, 1, 0)), "ESRCH");
  check("ended_well", reap(child), "exited 0");
  check("reaped", from(child, &whole, 1, &whole, 1, 0), "ESRCH");
  return verdict();
}
