/* Two threads take 50,000 turns each through a mutex and a condition variable. */
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn;

static void *play(void *argument) {
  int own = argument != 0;
  for (int i = 0; i < 50000; i++) {
    pthread_mutex_lock(&mutex);
    while (turn != own) pthread_cond_wait(&changed, &mutex);
    turn = !own;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
  }
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, play, &turn)) return 1;
  play(0);
  return pthread_join(thread, 0);
}
