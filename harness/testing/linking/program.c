/* Says what its two libraries do: one that it is linked with, one that it opens. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

extern int next(void);
static __thread int own = 7;

static void *thread(void *argument) {
  own++;
  int other = next();
  printf("thread: %d %d\n", other, own);
  return argument;
}

int main(void) {
  pthread_t id;
  next();
  pthread_create(&id, 0, thread, 0);
  pthread_join(id, 0);
  int again = next();
  printf("first: %d %d\n", again, own);
  void *opened = dlopen("libopened.so", RTLD_NOW);
  if (!opened) {
    printf("dlopen: %s\n", dlerror());
    return 1;
  }
  const char *(*words)(void) = (const char *(*)(void))dlsym(opened, "words");
  int (*twice)(int) = (int (*)(int))dlsym(opened, "twice");
  printf("opened: %s %d\n", words(), twice(21));
  printf("no symbol: %d\n", dlsym(opened, "none") == 0);
  printf("no library: %d\n", dlopen("libnone.so", RTLD_NOW) == 0);
  printf("closed: %d\n", dlclose(opened));
  return 5;
}
