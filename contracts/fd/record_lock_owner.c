/* Contract:  A record lock belongs to the process: fork does not inherit it, closing any descriptor of the file drops
 *            it.
 * Source:    fcntl(2), "Advisory record locking"
 * Covers:    fcntl close fork dup
 */
#include "contract.h"

static const char *lock(int fd, short type) {
  return call(fcntl(fd, F_SETLK, &(struct flock){.l_type = type, .l_whence = SEEK_SET}));
}

static const char *other(int fd) {
  pid_t child = (pid_t)must(fork());
  if (child) {
    int status;
    must(waitpid(child, &status, 0));
    return error_name(WEXITSTATUS(status));
  }
  struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  _exit(fcntl(fd, F_SETLK, &want) == -1 ? errno : 0);
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("lock", lock(fd, F_WRLCK), "0");
  check("child_has_it_not", other(fd), "EAGAIN");
  check("parent_keeps_it_when_the_child_ends", other(fd), "EAGAIN");

  int second = (int)must(open("file", O_RDWR));
  check("own_second_file_does_not_conflict", lock(second, F_WRLCK), "0");
  must(close(second));
  check("closing_another_descriptor_drops_all", other(fd), "0");

  check("again", lock(fd, F_WRLCK), "0");
  int copy = (int)must(dup(fd));
  must(close(copy));
  check("closing_a_dup_drops_it", other(fd), "0");

  check("third", lock(fd, F_WRLCK), "0");
  must(link("file", "name"));
  must(close((int)must(open("name", O_RDONLY))));
  check("by_another_name_too", other(fd), "0");

  check("fourth", lock(fd, F_WRLCK), "0");
  must(close((int)must(open("file", O_PATH))));
  check("a_path_descriptor_does_not", other(fd), "EAGAIN");
  must(dup2((int)must(open("file", O_RDONLY)), 50));
  must(dup2(0, 50));
  check("closed_by_dup2", other(fd), "0");

  int ready[2], hold[2];
  char byte;
  must(pipe(ready));
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    lock(fd, F_WRLCK);
    write(ready[1], "r", 1);
    read(hold[0], &byte, 1);
    _exit(0);
  }
  must(read(ready[0], &byte, 1));
  check("held_by_child", lock(fd, F_WRLCK), "EAGAIN");
  must(close(hold[1]));
  check("child", reap(child), "exited 0");
  check("freed_by_its_end", lock(fd, F_WRLCK), "0");
  return verdict();
}
