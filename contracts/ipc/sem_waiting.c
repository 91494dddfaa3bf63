/* Contract:  Who changes a value carries out what has become possible, first come first served; sleepers are counted,
 *            leave with EINTR (never restarted), EAGAIN at their time limit, EIDRM when the set goes.
 * Source:    semop(2); ipc/sem.c
 * Covers:    semop semtimedop semctl
 */
#include "contract.h"

#include <sys/sem.h>
#include <sys/mman.h>

union semun {
  int value;
};

static int set, *order;

static pid_t waiter(int name, struct sembuf first, struct sembuf second, size_t count) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    struct sembuf list[] = {first, second};
    long result = semop(set, list, count);
    if (result == 0) order[++order[0]] = name;
    _exit(result == 0 ? 0 : errno);
  }
  await_sleep(child);
  return child;
}

static void change(short amount) {
  struct sembuf operation = {0, amount, 0};
  must(semop(set, &operation, 1));
}

static void handler(int signal) { (void)signal; }

int main(void) {
  order = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  set = (int)must(semget(IPC_PRIVATE, 2, 0600));
  struct sembuf none = {0};
  pid_t big = waiter(1, (struct sembuf){0, -3, 0}, none, 1);
  pid_t small = waiter(2, (struct sembuf){0, -1, 0}, none, 1);
  pid_t both = waiter(3, (struct sembuf){0, -1, 0}, (struct sembuf){1, -1, 0}, 2);
  check("waiting", semctl(set, 0, GETNCNT), 3);
  check("waiting_for_zero", semctl(set, 0, GETZCNT), 0);
  check("second_semaphore", semctl(set, 1, GETNCNT), 0);
  change(1);
  check("the_one_that_could", reap(small), "exited 0");
  check("value", semctl(set, 0, GETVAL), 0);
  check("others_wait", semctl(set, 0, GETNCNT), 2);
  change(2);
  check("blocked_by_the_second_now", semctl(set, 1, GETNCNT), 1);
  check("first_still", semctl(set, 0, GETNCNT), 1);
  change(1);
  check("big", reap(big), "exited 0");
  check("taken_at_once", semctl(set, 0, GETVAL), 0);
  struct sembuf up[] = {{0, 1, 0}, {1, 1, 0}};
  must(semop(set, up, 2));
  check("both", reap(both), "exited 0");

  must(semctl(set, 0, SETVAL, (union semun){.value = 1}));
  pid_t zero = waiter(4, (struct sembuf){0, 0, 0}, none, 1);
  check("one_waits_for_zero", semctl(set, 0, GETZCNT), 1);
  check("none_for_more", semctl(set, 0, GETNCNT), 0);
  must(semctl(set, 0, SETVAL, (union semun){.value = 0}));
  check("zero", reap(zero), "exited 0");

  pid_t early = waiter(5, (struct sembuf){0, -1, 0}, none, 1);
  pid_t late = waiter(6, (struct sembuf){0, -1, 0}, none, 1);
  order[0] = 0;
  change(1);
  check("first_come", reap(early), "exited 0");
  change(1);
  check("then_the_next", reap(late), "exited 0");
  check("order", order[1] * 10 + order[2], 56);

  struct timespec soon = {0, 20000000};
  struct sembuf down = {0, -1, 0};
  check("time_limit", call(semtimedop(set, &down, 1, &soon)), "EAGAIN");
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  must(sigaction(SIGALRM, &action, 0));
  alarm(1);
  check("never_restarted", call(semop(set, &down, 1)), "EINTR");
  check("nobody_left", semctl(set, 0, GETNCNT), 0);
  pid_t doomed = waiter(7, down, none, 1);
  must(semctl(set, 0, IPC_RMID));
  check("removed", reap(doomed), join("exited ", number(EIDRM, 10)));
  return verdict();
}
