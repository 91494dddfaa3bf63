/* Contract:  rt_sigqueueinfo and rt_tgsigqueueinfo carry what the sender says; to others nobody may pretend to be the kernel
 *            or kill; pid, signal and address are checked.
 * Source:    rt_sigqueueinfo(2), ERRORS
 * Covers:    rt_sigqueueinfo rt_tgsigqueueinfo
 */
#include "contract.h"

static sigset_t set;
static siginfo_t info;

static const char *send(pid_t pid, int signal, int code) {
  memset(&info, 0, sizeof info);
  info.si_code = code;
  info.si_pid = 4242;
  info.si_value.sival_int = 17;
  return call(syscall(SYS_rt_sigqueueinfo, pid, signal, &info));
}

static const char *send_thread(pid_t group, pid_t thread, int signal, int code) {
  info.si_code = code;
  return call(syscall(SYS_rt_tgsigqueueinfo, group, thread, signal, &info));
}

static const char *take(void) {
  memset(&info, 0, sizeof info);
  int got = sigtimedwait(&set, &info, &(struct timespec){0, 0});
  if (got < 0) return error_name(errno);
  const char *what = join(join(signal_name(got), " "), signal_code(0, info.si_code));
  return join(what, join(join(" ", number(info.si_pid, 10)), join(" ", number(info.si_int, 10))));
}

int main(void) {
  int hold[2];
  char byte;
  pid_t me = getpid();
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    (void)!read(hold[0], &byte, 1);
    _exit(sigtimedwait(&set, &info, &(struct timespec){0, 0}) == SIGUSR1 && info.si_int == 17 ? 5 : 6);
  }
  check("queue", send(me, SIGUSR1, SI_QUEUE), "0");
  check("as_said", take(), "SIGUSR1 SI_QUEUE 4242 17");
  check("to_self_as_user", send(me, SIGUSR1, SI_USER), "0");
  check("as_user", take(), "SIGUSR1 SI_USER 4242 17");
  check("to_self_as_kernel", send(me, SIGUSR1, SI_KERNEL), "0");
  check("as_kernel", take(), "SIGUSR1 SI_KERNEL 4242 17");
  check("to_child_as_user", send(child, SIGUSR1, SI_USER), "EPERM");
  check("to_child_as_tkill", send(child, SIGUSR1, SI_TKILL), "EPERM");
  check("to_child_as_kernel", send(child, SIGUSR1, SI_KERNEL), "EPERM");
  check("to_child", send(child, SIGUSR1, SI_QUEUE), "0");
  check("signal_0", send(child, 0, SI_QUEUE), "0");
  check("signal_65", send(child, 65, SI_QUEUE), "EINVAL");
  check("nobody", send(99999, SIGUSR1, SI_QUEUE), "ESRCH");
  check("a_group", send(-me, SIGUSR1, SI_QUEUE), "ESRCH");
  check("bad_address", call(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, 8)), "EFAULT");
  check("thread", send_thread(me, me, SIGUSR1, SI_QUEUE), "0");
  check("thread_got_it", take(), "SIGUSR1 SI_QUEUE 4242 17");
  check("thread_of_other_group", send_thread(me, child, SIGUSR1, SI_QUEUE), "ESRCH");
  check("thread_0", send_thread(me, 0, SIGUSR1, SI_QUEUE), "EINVAL");
  check("group_negative", send_thread(-1, me, SIGUSR1, SI_QUEUE), "EINVAL");
  check("thread_as_user", send_thread(child, child, SIGUSR1, SI_USER), "EPERM");
  must(close(hold[1]));
  check("child", reap(child), "exited 5");
  return verdict();
}
