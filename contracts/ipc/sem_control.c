/* Contract:  semctl reads and sets values, tells who changed them last, owner and times, and what there is.
 * Source:    semctl(2)
 * Covers:    semctl semget semop
 */
#include "contract.h"

#include <sys/sem.h>
#include <time.h>

union semun {
  int value;
  struct semid_ds *status;
  unsigned short *array;
  struct seminfo *info;
};

int main(void) {
  struct semid_ds status;
  struct seminfo info;
  unsigned short values[2] = {5, 32767};
  struct timespec stamp; /* the clock of stamps: the other may be a tick ahead */
  must(clock_gettime(CLOCK_REALTIME_COARSE, &stamp));
  time_t start = stamp.tv_sec;
  int set = (int)must(semget(0x42, 2, IPC_CREAT | 0664));
  must(semctl(set, 0, IPC_STAT, (union semun){.status = &status}));
  check("semaphores", (long)status.sem_nsems, 2);
  check("mode", number(status.sem_perm.mode, 8), "0664");
  check("never_used", status.sem_otime, 0);
  check("made_now", status.sem_ctime >= start, 1);
  check("nobody", semctl(set, 0, GETPID), 0);
  check("set_all", semctl(set, 0, SETALL, (union semun){.array = values}), 0);
  check("value", semctl(set, 1, GETVAL), 32767);
  check("who", semctl(set, 0, GETPID) == getpid(), 1);
  check("set_one", semctl(set, 0, SETVAL, (union semun){.value = 3}), 0);
  must(semctl(set, 0, IPC_STAT, (union semun){.status = &status}));
  check("setting_is_no_operation", status.sem_otime, 0);
  pid_t child = (pid_t)must(fork());
  if (!child) {
    struct sembuf zero = {1, -1, 0};
    must(semop(set, &zero, 1));
    _exit(0);
  }
  reap(child);
  check("who_operated", semctl(set, 1, GETPID) == child, 1);
  check("the_other_is_as_it_was", semctl(set, 0, GETPID) == getpid(), 1);
  must(semctl(set, 0, IPC_STAT, (union semun){.status = &status}));
  check("operated", status.sem_otime >= start, 1);
  values[0] = 32768;
  check("set_all_beyond", call(semctl(set, 0, SETALL, (union semun){.array = values})), "ERANGE");
  check("set_beyond", call(semctl(set, 0, SETVAL, (union semun){.value = 32768})), "ERANGE");
  check("set_negative", call(semctl(set, 0, SETVAL, (union semun){.value = -1})), "ERANGE");
  check("beyond_before_id", call(semctl(99, 0, SETVAL, (union semun){.value = -1})), "ERANGE");
  check("outside", call(semctl(set, 2, GETVAL)), "EINVAL");
  check("outside_negative", call(semctl(set, -1, SETVAL, (union semun){.value = 1})), "EINVAL");
  check("number_of_all_does_not_matter", semctl(set, 77, GETALL, (union semun){.array = values}), 0);
  check("values", values[0] * 100000 + values[1], 332766);
  check("bad_address", call(semctl(set, 0, GETALL, (union semun){.array = (void *)8})), "EFAULT");
  check("bad_address_set", call(semctl(set, 0, SETALL, (union semun){.array = (void *)8})), "EFAULT");
  check("nobody_waits", semctl(set, 0, GETNCNT) + semctl(set, 0, GETZCNT), 0);

  int other = (int)must(semget(IPC_PRIVATE, 3, 0));
  check("limits", semctl(0, 0, IPC_INFO, (union semun){.info = &info}), other);
  check("sets", info.semmni, 32000);
  check("semaphores_of_all", info.semmns, 1024000000);
  check("semaphores_of_one", info.semmsl, 32000);
  check("operations", info.semopm, 500);
  check("highest", info.semvmx, 32767);
  check("fixed", info.semusz + info.semaem + info.semume, 20 + 32767 + 500);
  check("derived", info.semmap == info.semmns && info.semmnu == info.semmns, 1);
  check("usage", semctl(0, 0, SEM_INFO, (union semun){.info = &info}), other);
  check("sets_in_use", info.semusz, 2);
  check("semaphores_in_use", info.semaem, 5);
  check("by_index", semctl(1, 0, SEM_STAT, (union semun){.status = &status}), other);
  check("by_index_count", (long)status.sem_nsems, 3);
  check("no_index", call(semctl(2, 0, SEM_STAT, (union semun){.status = &status})), "EINVAL");
  status.sem_perm.mode = 0;
  check("set", call(semctl(other, 0, IPC_SET, (union semun){.status = &status})), "0");
  check("no_such_command", call(semctl(set, 0, 99)), "EINVAL");
  check("negative_id", call(semctl(-1, 0, GETVAL)), "EINVAL");
  check("remove", call(semctl(set, 0, IPC_RMID)), "0");
  check("removed", call(semctl(set, 0, GETVAL)), "EINVAL");
  check("key_is_free", call(semget(0x42, 2, 0)), "ENOENT");
  return verdict();
}
