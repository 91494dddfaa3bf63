/* Contract:  Real-time signals queue: each one sent arrives, lower numbers first, in the order sent, with its value.
 * Source:    signal(7), "Real-time signals"
 * Covers:    rt_sigqueueinfo rt_sigtimedwait rt_sigprocmask
 */
#include "contract.h"

static char log_text[128];

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  size_t at = strlen(log_text);
  log_text[at] = (char)('0' + signal - SIGRTMIN);
  log_text[at + 1] = ':';
  log_text[at + 2] = (char)('a' + info->si_value.sival_int);
  log_text[at + 3] = ' ';
}

static void send(int signal, int value) { must(sigqueue(getpid(), signal, (union sigval){.sival_int = value})); }

int main(void) {
  sigset_t set;
  struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigfillset(&act.sa_mask);
  must(sigaction(SIGRTMIN + 1, &act, 0));
  must(sigaction(SIGRTMIN + 2, &act, 0));
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 1);
  sigaddset(&set, SIGRTMIN + 2);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  send(SIGRTMIN + 2, 0);
  send(SIGRTMIN + 1, 1);
  send(SIGRTMIN + 2, 2);
  send(SIGRTMIN + 1, 3);
  send(SIGRTMIN + 1, 3);
  must(sigprocmask(SIG_UNBLOCK, &set, 0));
  check("order", log_text, "1:b 1:d 1:d 2:a 2:c ");

  siginfo_t info;
  must(sigprocmask(SIG_BLOCK, &set, 0));
  send(SIGRTMIN + 2, 4);
  send(SIGRTMIN + 1, 5);
  check("take_first", signal_name(sigtimedwait(&set, &info, 0)), "SIGRTMIN+1");
  check("first_value", info.si_value.sival_int, 5);
  check("first_code", signal_code(info.si_signo, info.si_code), "SI_QUEUE");
  check("take_second", signal_name(sigtimedwait(&set, &info, 0)), "SIGRTMIN+2");
  check("second_value", info.si_value.sival_int, 4);
  check("none_left", call(sigtimedwait(&set, &info, &(struct timespec){0, 1000000})), "EAGAIN");
  check("handlers_did_not_run", (long)strlen(log_text), 20);
  check("bad_timeout", call(sigtimedwait(&set, &info, &(struct timespec){0, -1})), "EINVAL");
  return verdict();
}
