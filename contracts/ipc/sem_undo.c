/* Contract:  SEM_UNDO is taken back when the process ends, as far as values allow, by whatever way it ends; SETVAL and
 *            SETALL forget it; it is not inherited over fork and is kept over execve.
 * Source:    semop(2), SEM_UNDO
 * Covers:    semop semctl fork execve exit_group
 */
#include "contract.h"

#include <sys/sem.h>

union semun {
  int value;
  unsigned short *array;
};

static int set;
static char *self;

static const char *values(void) {
  return join(number(semctl(set, 0, GETVAL), 10), join(" ", number(semctl(set, 1, GETVAL), 10)));
}

static void add(unsigned short which, short amount, short options) {
  struct sembuf operation = {which, amount, options};
  must(semop(set, &operation, 1));
}

static pid_t start(void) {
  must(semctl(set, 0, SETVAL, (union semun){.value = 10}));
  must(semctl(set, 1, SETVAL, (union semun){.value = 0}));
  return (pid_t)must(fork());
}

#define CHILD(key, after, ...) do { \
    pid_t child = start(); \
    if (!child) { __VA_ARGS__; _exit(0); } \
    reap(child); \
    check(key, values(), after); \
  } while (0)

int main(int argc, char **argv) {
  self = argv[0];
  if (argc > 1) {
    set = atoi(argv[1]);
    return semctl(set, 0, GETVAL) == 7 ? 0 : 1;
  }
  set = (int)must(semget(IPC_PRIVATE, 2, 0600));
  CHILD("without", "7 0", add(0, -3, 0));
  CHILD("down", "10 0", add(0, -3, SEM_UNDO));
  CHILD("up", "10 0", add(0, 5, SEM_UNDO));
  CHILD("two", "10 0", add(0, -3, SEM_UNDO); add(1, 4, SEM_UNDO));
  CHILD("sum", "8 0", add(0, -3, SEM_UNDO); add(0, 1, SEM_UNDO); add(0, -2, 0));
  CHILD("not_below_zero", "0 0", add(0, 5, SEM_UNDO); add(0, -12, 0));
  CHILD("killed", "10 0", add(0, -3, SEM_UNDO); raise(SIGKILL));
  CHILD("set_forgets", "20 0", add(0, -3, SEM_UNDO); must(semctl(set, 0, SETVAL, (union semun){.value = 20})));
  CHILD("set_all_forgets", "1 2", add(1, 3, SEM_UNDO);
        must(semctl(set, 0, SETALL, (union semun){.array = (unsigned short[]){1, 2}})));
  CHILD("not_over_fork", "10 0", add(0, -3, SEM_UNDO); pid_t child = (pid_t)must(fork()); if (!child) _exit(0);
        reap(child); must(semctl(set, 0, GETVAL) == 7 ? 0 : -1));
  CHILD("over_exec", "10 0", add(0, -3, SEM_UNDO); must(execl("/proc/self/exe", self, number(set, 10), (char *)0)));
  CHILD("who", "10 0", add(0, -3, SEM_UNDO));
  pid_t child = start();
  if (!child) {
    add(0, -3, SEM_UNDO);
    _exit(0);
  }
  reap(child);
  check("taken_back_by", semctl(set, 0, GETPID) == child, 1);

  /* What would be taken back is bounded, too. */
  must(semctl(set, 1, SETVAL, (union semun){.value = 0}));
  add(1, 32767, SEM_UNDO);
  add(1, -32767, 0);
  struct sembuf more = {1, 2, SEM_UNDO};
  check("adjustment_out_of_range", call(semop(set, &more, 1)), "ERANGE");
  more.sem_op = 1;
  check("adjustment_at_its_lowest", call(semop(set, &more, 1)), "0");
  return verdict();
}
