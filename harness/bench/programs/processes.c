/* Processes and threads: making them, ending them, waiting for each other. */
#include "bench.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static void fork_wait(long count) {
  while (count-- > 0) {
    if (fork() == 0) _exit(0);
    must(wait(0) > 0);
  }
}

/* The child is this very program, which only lists its table. */
static void vfork_exec(long count) {
  while (count-- > 0) {
    int status;
    if (vfork() == 0) {
      execl("/proc/self/exe", "child", "-", "0", (char *)0);
      _exit(1);
    }
    must(wait(&status) > 0 && WEXITSTATUS(status) == 2);
  }
}

/* `count` children live at once. */
static void many_processes(long count) {
  int p[2];
  char byte;
  must(!pipe(p));
  for (long i = 0; i < count; i++)
    if (fork() == 0) {
      close(p[1]);
      _exit(read(p[0], &byte, 1) != 0);
    }
  close(p[1]);
  for (long i = 0; i < count; i++) must(wait(0) > 0);
}

static void *nothing(void *argument) { return argument; }

static void thread_join(long count) {
  while (count-- > 0) {
    pthread_t thread;
    must(!pthread_create(&thread, 0, nothing, 0));
    pthread_join(thread, 0);
  }
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long turn, turns;

static void *pass_on(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  return 0;
}

/* `count` threads live at once. */
static void many_threads(long count) {
  pthread_t *threads = calloc(count + 1, sizeof *threads);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 16384);
  pthread_mutex_lock(&mutex);
  for (long i = 0; i < count; i++) must(!pthread_create(&threads[i], &small, pass_on, 0));
  pthread_mutex_unlock(&mutex);
  for (long i = 0; i < count; i++) pthread_join(threads[i], 0);
}

static void *play(void *argument) {
  int own = argument != 0;
  pthread_mutex_lock(&mutex);
  for (long i = 0; i < turns; i++) {
    while (turn != own) pthread_cond_wait(&changed, &mutex);
    turn = !own;
    pthread_cond_signal(&changed);
  }
  pthread_mutex_unlock(&mutex);
  return 0;
}

static void condition_turns(long count) {
  pthread_t thread;
  turns = count;
  must(!pthread_create(&thread, 0, play, &turn));
  play(0);
  pthread_join(thread, 0);
}

static int word;

static void *futex_other(void *argument) {
  (void)argument;
  for (long i = 0; i < turns; i++) {
    while (!__atomic_load_n(&word, __ATOMIC_SEQ_CST)) syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, 0, 0, 0);
    __atomic_store_n(&word, 0, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
  }
  return 0;
}

static void futex_turns(long count) {
  pthread_t thread;
  turns = count;
  must(!pthread_create(&thread, 0, futex_other, 0));
  for (long i = 0; i < count; i++) {
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
    while (__atomic_load_n(&word, __ATOMIC_SEQ_CST)) syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, 0, 0, 0);
  }
  pthread_join(thread, 0);
}

static void futex_alone(long count) {
  while (count-- > 0) syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

static void mutex_alone(long count) {
  while (count-- > 0) {
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
  }
}

static void yields(long count) {
  while (count-- > 0) sched_yield();
}

BENCHES({"fork, exit, wait", 200, fork_wait}, {"vfork, exec, wait", 100, vfork_exec},
        {"processes, 1000 alive", 1000, many_processes}, {"thread create, join", 1000, thread_join},
        {"threads, 1000 alive", 1000, many_threads}, {"condition variable turns", 5000, condition_turns},
        {"futex turns", 5000, futex_turns}, {"futex wake, nobody waits", 50000, futex_alone},
        {"mutex lock, unlock", 1000000, mutex_alone}, {"sched_yield", 50000, yields})
