/* Contract:  The operations of one semop happen all at once or not at all, in their order; IPC_NOWAIT, values out of
 *            range, numbers out of the set, too many operations.
 * Source:    semop(2)
 * Covers:    semop semtimedop semget semctl
 */
#include "contract.h"

#include <sys/sem.h>

union semun {
  int value;
  unsigned short *array;
};

static int set;

static const char *values(void) {
  unsigned short value[3];
  must(semctl(set, 0, GETALL, (union semun){.array = value}));
  return join(number(value[0], 10), join(" ", join(number(value[1], 10), join(" ", number(value[2], 10)))));
}

#define OP(...) ({ \
    struct sembuf list[] = {__VA_ARGS__}; \
    call(semop(set, list, sizeof list / sizeof *list)); \
  })

int main(void) {
  check("too_many", call(semget(IPC_PRIVATE, 32001, 0600)), "EINVAL");
  check("none", call(semget(IPC_PRIVATE, 0, 0600)), "EINVAL");
  check("negative", call(semget(IPC_PRIVATE, -1, 0600)), "EINVAL");
  check("first_id", set = semget(0x7, 3, IPC_CREAT | 0600), 0);
  check("more_than_it_has", call(semget(0x7, 4, 0600)), "EINVAL");
  check("fewer", semget(0x7, 0, 0600), 0);
  check("new", values(), "0 0 0");

  check("up", OP({0, 2, 0}, {1, 1, 0}), "0");
  check("after_up", values(), "2 1 0");
  check("none_of_both", OP({0, -1, IPC_NOWAIT}, {2, -1, IPC_NOWAIT}), "EAGAIN");
  check("unchanged", values(), "2 1 0");
  check("in_order", OP({2, 1, IPC_NOWAIT}, {2, -1, IPC_NOWAIT}), "0");
  check("in_wrong_order", OP({2, -1, IPC_NOWAIT}, {2, 1, IPC_NOWAIT}), "EAGAIN");
  check("zero", OP({2, 0, IPC_NOWAIT}), "0");
  check("not_zero", OP({1, 0, IPC_NOWAIT}), "EAGAIN");
  check("down_then_zero", OP({1, -1, IPC_NOWAIT}, {1, 0, IPC_NOWAIT}), "0");
  check("zero_then_up", OP({1, 0, IPC_NOWAIT}, {1, 1, IPC_NOWAIT}, {1, 1, IPC_NOWAIT}), "0");
  check("after_all", values(), "2 2 0");
  check("highest", OP({2, 32767, 0}), "0");
  check("beyond", OP({0, 1, 0}, {2, 1, 0}), "ERANGE");
  check("nowait_first", OP({0, -5, IPC_NOWAIT}, {2, 1, 0}), "EAGAIN");
  check("range_first", OP({2, 1, 0}, {0, -5, IPC_NOWAIT}), "ERANGE");
  check("after_errors", values(), "2 2 32767");
  check("same_operations", OP({0, 1, 0}, {0, 1, 0}, {0, -4, IPC_NOWAIT}), "0");
  check("sum", values(), "0 2 32767");

  struct sembuf many[501] = {{0}};
  check("outside", OP({3, 1, 0}), "EFBIG");
  check("outside_of_nothing", ({ struct sembuf one = {3, 1, 0}; call(semop(99, &one, 1)); }), "EINVAL");
  check("negative_id", ({ struct sembuf one = {0, 1, 0}; call(semop(-1, &one, 1)); }), "EINVAL");
  check("no_operations", call(semop(set, many, 0)), "EINVAL");
  check("500", call(semop(set, many, 500)), "0");
  check("501", call(semop(set, many, 501)), "E2BIG");
  check("bad_address", call(semop(set, (void *)8, 1)), "EFAULT");
  struct timespec late = {0, 1000000000}, negative = {-1, 0}, none = {0, 0};
  struct sembuf down = {0, -1, 0};
  check("bad_time", call(semtimedop(set, many, 1, &late)), "EINVAL");
  check("negative_time", call(semtimedop(set, many, 1, &negative)), "EINVAL");
  check("no_time", call(semtimedop(set, &down, 1, &none)), "EAGAIN");
  check("time_not_needed", call(semtimedop(set, many, 1, &none)), "0");
  check("bad_time_address", call(syscall(SYS_semtimedop, set, many, 1, 8)), "EFAULT");
  check("many_before_bad_address", call(semop(set, (void *)8, 501)), "E2BIG");
  return verdict();
}
