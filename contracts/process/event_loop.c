/* Contract:  An event loop of epoll, timerfd and an eventfd that a worker writes to runs its tasks and ends.
 * Source:    epoll(7); eventfd(2), "used by user space as an event wait/notify mechanism"
 * Behaviour: B41
 * Covers:    epoll_pwait eventfd2 timerfd_settime clone futex exit_group
 */
#include "contract.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

enum { TASKS = 20, WAKE = 1, TIMER = 2 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int queue[TASKS + 1], head, tail, wake;

static void post(int task) {
  pthread_mutex_lock(&lock);
  queue[tail++] = task;
  pthread_mutex_unlock(&lock);
  eventfd_write(wake, 1);
}

static int take(void) {
  pthread_mutex_lock(&lock);
  int task = head < tail ? queue[head++] : 0;
  pthread_mutex_unlock(&lock);
  return task;
}

static void *worker(void *unused) {
  (void)unused;
  for (int task = 1; task <= TASKS; task++) post(task);
  post(-1);
  return (void *)17;
}

int main(void) {
  pthread_t thread;
  uint64_t count;
  void *result;
  int epoll = (int)must(epoll_create1(EPOLL_CLOEXEC)), timer = (int)must(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
  wake = (int)must(eventfd(0, EFD_NONBLOCK));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &(struct epoll_event){.events = EPOLLIN, .data.u32 = WAKE}));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u32 = TIMER}));
  must(timerfd_settime(timer, 0, &(struct itimerspec){{0, 0}, {0, 5000000}}, 0));
  check("start_worker", error_name(pthread_create(&thread, 0, worker, 0)), "0");

  int done = 0, in_order = 1, timers = 0, stop = 0;
  while (!stop || !timers) {
    struct epoll_event events[4];
    int ready = epoll_wait(epoll, events, 4, BOUND);
    if (ready <= 0) break;
    for (int i = 0; i < ready; i++) {
      must(read(events[i].data.u32 == WAKE ? wake : timer, &count, sizeof count));
      if (events[i].data.u32 == TIMER) timers += (int)count;
      for (int task; events[i].data.u32 == WAKE && (task = take());) {
        if (task < 0) stop = 1;
        else in_order &= task == ++done;
      }
    }
  }
  check("tasks_done", done, TASKS);
  check("in_order", in_order, 1);
  check("timer_fired", timers, 1);
  check("told_to_stop", stop, 1);
  check("join", error_name(pthread_join(thread, &result)), "0");
  check("worker_result", (long)result, 17);
  call(read(wake, &count, sizeof count)); /* the last wake-up, where the task was seen before it */
  check("left_in_eventfd", call(read(wake, &count, sizeof count)), "EAGAIN");
  return verdict();
}
