/* Contract:  When the owner of a PI futex ends, the longest waiting gets it, marked FUTEX_OWNER_DIED; nobody waiting, the
 *            word stays as it is, and who asks for it is told ESRCH. Through shared memory and by SIGKILL, too.
 * Source:    futex(2), FUTEX_LOCK_PI; exit_pi_state_list
 * Covers:    futex exit
 */
#include "pi_futex.h"

static unsigned *word;
static int told[2], tid;
static const char *seen;

static void *ends(void *unused) {
  (void)unused;
  return (void *)pi(word, LOCK_PI);
}

int main(void) {
  pthread_t thread;
  char byte;
  word = (void *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  must(pthread_create(&thread, 0, ends, 0) ? -1 : 0);
  must(pthread_join(thread, 0) ? -1 : 0);
  check("left_alone", word_text(*word), "other");
  pid_t gone = (pid_t)must(fork());
  if (gone == 0) _exit(0);
  check("gone", reap(gone), "exited 0");
  *word = (unsigned)gone;
  check("owner_gone", call(pi(word, LOCK_PI)), "ESRCH");

  gone = (pid_t)must(fork());
  if (gone == 0) _exit(0);
  siginfo_t info;
  must(waitid(P_PID, (id_t)gone, &info, WEXITED | WNOWAIT));
  *word = (unsigned)gone;
  check("owner_unburied", call(pi(word, LOCK_PI)), "ESRCH");
  check("buried", reap(gone), "exited 0");

  *word = 0;
  must(pipe(told));
  pid_t owner = (pid_t)must(fork());
  if (owner == 0) {
    pi(word, LOCK_PI);
    (void)!write(told[1], "x", 1);
    for (;;) pause();
  }
  must(read(told[0], &byte, 1));
  pid_t waiter = (pid_t)must(fork());
  if (waiter == 0) {
    if (pi(word, LOCK_PI)) _exit(1);
    seen = word_text(*word);
    (void)!write(told[1], "x", 1);
    _exit(strcmp(seen, "mine|WAITERS|OWNER_DIED") ? 2 : 3);
  }
  await_sleep(waiter);
  must(kill(owner, SIGKILL));
  check("owner", reap(owner), "killed SIGKILL");
  check("waiter", reap(waiter), "exited 3");
  (void)tid;

  *word = 0;
  must(pi(word, LOCK_PI));
  waiter = (pid_t)must(fork());
  if (waiter == 0) _exit((int)pi(word, LOCK_PI));
  await_sleep(waiter);
  must(kill(waiter, SIGKILL));
  check("killed_waiter", reap(waiter), "killed SIGKILL");
  check("marked_still", word_text(*word), "mine|WAITERS");
  check("unlock", call(pi(word, UNLOCK_PI)), "0");
  check("free_after", word_text(*word), "nobody");
  return verdict();
}
