/* Contract:  System V objects are guarded by owner, creator, group and mode; only owner and creator change or remove them.
 * Source:    sysvipc(7), "Permissions"; ipc/util.c, ipcperms
 * Covers:    shmget shmctl shmat semget semctl semop msgget msgctl msgsnd msgrcv
 * Requires:  id-range
 */
#include "contract.h"

#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

union semun {
  int value;
  struct semid_ds *status;
};

static void as(const char *who, uid_t uid, gid_t gid, int shm, int sem, int msg) {
  struct shmid_ds shm_status;
  struct semid_ds sem_status;
  struct msqid_ds msg_status;
  struct { long type; char text[4]; } message = {1, "abc"};
  struct sembuf up = {0, 1, 0}, zero = {0, 0, IPC_NOWAIT};
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(waitpid(child, 0, 0) == child ? 0 : -1);
    return;
  }
  must(setgid(gid));
  must(setuid(uid));
  printf("%s_shmget: %s\n", who, made(shmget(0x1, 1, 0400)));
  printf("%s_shmget_both: %s\n", who, made(shmget(0x1, 1, 0600)));
  printf("%s_shmget_any_triple: %s\n", who, made(shmget(0x1, 1, 0002)));
  printf("%s_shmat: %s\n", who, made((long)shmat(shm, 0, 0)));
  printf("%s_shmat_reading: %s\n", who, made((long)shmat(shm, 0, SHM_RDONLY)));
  printf("%s_shmat_running: %s\n", who, made((long)shmat(shm, 0, SHM_RDONLY | SHM_EXEC)));
  printf("%s_shm_stat: %s\n", who, call(shmctl(shm, IPC_STAT, &shm_status)));
  printf("%s_shm_stat_any: %s\n", who, made(shmctl(0, 15, &shm_status)));
  printf("%s_sem_up: %s\n", who, call(semop(sem, &up, 1)));
  printf("%s_sem_zero: %s\n", who, call(semop(sem, &zero, 1)));
  printf("%s_sem_value: %s\n", who, made(semctl(sem, 0, GETVAL)));
  printf("%s_sem_set: %s\n", who, call(semctl(sem, 0, SETVAL, 0)));
  printf("%s_sem_stat: %s\n", who, call(semctl(sem, 0, IPC_STAT, (union semun){.status = &sem_status})));
  printf("%s_msg_send: %s\n", who, call(msgsnd(msg, &message, 1, IPC_NOWAIT)));
  printf("%s_msg_receive: %s\n", who, call(msgrcv(msg, &message, 1, 0, IPC_NOWAIT)));
  printf("%s_msg_stat: %s\n", who, call(msgctl(msg, IPC_STAT, &msg_status)));
  printf("%s_shm_remove: %s\n", who, call(shmctl(shm, IPC_RMID, 0)));
  printf("%s_sem_remove: %s\n", who, call(semctl(sem, 0, IPC_RMID)));
  printf("%s_msg_remove: %s\n", who, call(msgctl(msg, IPC_RMID, 0)));
  fflush(stdout);
  _exit(0);
}

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 4096);
  int shm = (int)must(shmget(0x1, 4096, IPC_CREAT | 0642));
  int sem = (int)must(semget(0x1, 1, IPC_CREAT | 0642));
  int msg = (int)must(msgget(0x1, IPC_CREAT | 0642));
  struct shmid_ds shm_status;
  struct semid_ds sem_status;
  struct msqid_ds msg_status;
  must(shmctl(shm, IPC_STAT, &shm_status));
  must(semctl(sem, 0, IPC_STAT, (union semun){.status = &sem_status}));
  must(msgctl(msg, IPC_STAT, &msg_status));
  shm_status.shm_perm.uid = sem_status.sem_perm.uid = msg_status.msg_perm.uid = 100;
  shm_status.shm_perm.gid = sem_status.sem_perm.gid = msg_status.msg_perm.gid = 200;
  must(shmctl(shm, IPC_SET, &shm_status));
  must(semctl(sem, 0, IPC_SET, (union semun){.status = &sem_status}));
  must(msgctl(msg, IPC_SET, &msg_status));
  as("group", 101, 200, shm, sem, msg);
  as("other", 101, 201, shm, sem, msg);
  as("owner", 100, 201, shm, sem, msg);
  return verdict();
}
