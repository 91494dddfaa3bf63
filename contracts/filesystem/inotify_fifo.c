/* Contract:  A watch of a FIFO reports its opens once they are done, also those that waited; its reads and writes, and its closes by kind.
 * Source:    inotify(7), fifo(7)
 * Covers:    inotify_add_watch open read write close
 */
#include "inotify.h"

#include <pthread.h>

static int opened;

static void *open_writer(void *unused) {
  (void)unused;
  opened = open("fifo", O_WRONLY);
  return 0;
}

int main(void) {
  scratch();
  must(mkfifo("fifo", 0600));
  int watcher = (int)must(inotify_init1(IN_NONBLOCK));
  must(inotify_add_watch(watcher, "fifo", IN_ALL_EVENTS));
  char byte;
  check("open_without_reader", made(open("fifo", O_WRONLY | O_NONBLOCK)), "ENXIO");
  check("nothing_opened", drain(watcher), "EAGAIN");
  int reader = (int)must(open("fifo", O_RDONLY | O_NONBLOCK));
  check("open_reader", drain(watcher), "IN_OPEN");
  int writer = (int)must(open("fifo", O_WRONLY));
  check("open_writer", drain(watcher), "IN_OPEN");
  must(write(writer, "x", 1));
  check("write", drain(watcher), "IN_MODIFY");
  must(read(reader, &byte, 1));
  check("read", drain(watcher), "IN_ACCESS");
  check("read_empty", call(read(reader, &byte, 1)), "EAGAIN");
  check("read_nothing", drain(watcher), "EAGAIN");
  must(close(writer));
  check("close_writer", drain(watcher), "IN_CLOSE_WRITE");
  must(close(reader));
  check("close_reader", drain(watcher), "IN_CLOSE_NOWRITE");
  must(link("fifo", "second"));
  must(inotify_add_watch(watcher, ".", IN_OPEN));
  must(inotify_rm_watch(watcher, 1));
  drain(watcher);
  pthread_t thread;
  must(!pthread_create(&thread, 0, open_writer, 0) ? 0 : -1);
  reader = (int)must(open("second", O_RDONLY));
  must(!pthread_join(thread, 0) ? 0 : -1);
  const char *both = drain(watcher);
  check("who_waited", !strncmp(both, "IN_OPEN:", 8) && strstr(both, ":fifo") != 0 && strstr(both, ":second") != 0, 1);
  return verdict();
}
