/* Contract:  pselect6 and ppoll let blocked signals in for the wait alone: a pending one interrupts at once, its handler runs,
 *            the mask is back afterwards; sets are left alone on EINTR, revents is cleared.
 * Source:    select(2), "pselect()"; poll(2), "ppoll()"; signal-safety(7)
 * Covers:    pselect6 ppoll rt_sigprocmask
 */
#include "contract.h"

#include <sys/select.h>

static volatile sig_atomic_t seen, blocked_inside;

static void handle(int signal) {
  sigset_t now;
  (void)signal;
  seen++;
  sigprocmask(SIG_BLOCK, NULL, &now);
  blocked_inside = sigismember(&now, SIGUSR2);
}

static const char *mask(void) {
  sigset_t now;
  must(sigprocmask(SIG_BLOCK, NULL, &now));
  return signal_set(&now);
}

int main(void) {
  int p[2];
  sigset_t block, inside;
  struct timespec soon = {0, 1000000};
  must(pipe(p));
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handle}, NULL));
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &block, NULL));
  sigemptyset(&inside);
  sigaddset(&inside, SIGUSR2);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(p[0], &set);
  must(raise(SIGUSR1));
  check("pselect", call(pselect(p[0] + 1, &set, NULL, NULL, NULL, &inside)), "EINTR");
  check("handled", seen, 1);
  check("handler_saw_the_mask", blocked_inside, 1);
  check("set_is_left", FD_ISSET(p[0], &set) != 0, 1);
  check("mask_is_back", mask(), "SIGUSR1");
  must(raise(SIGUSR1));
  struct pollfd one = {.fd = p[0], .events = POLLIN, .revents = 0x55};
  check("ppoll", call(ppoll(&one, 1, NULL, &inside)), "EINTR");
  check("revents_is_cleared", one.revents, 0);
  check("handled_again", seen, 2);
  must(raise(SIGUSR1));
  must(write(p[1], "x", 1));
  check("ready_first", call(ppoll(&one, 1, NULL, &inside)), "1");
  observe("pending_stays", seen);
  check("mask_after_ready", mask(), "SIGUSR1");
  sigfillset(&inside);
  char byte;
  must(read(p[0], &byte, 1));
  check("all_blocked", call(ppoll(&one, 1, &soon, &inside)), "0");
  check("still_pending", seen, 2);
  return verdict();
}
