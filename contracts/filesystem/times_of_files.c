/* Contract:  read moves atime, write and truncate mtime and ctime, chmod, chown and link ctime alone; a failed or
 *            empty write none.
 * Source:    inode(7), "File timestamps"
 * Covers:    read write ftruncate chmod chown link rename open utimensat fstat
 */
#include "contract.h"

static int fd;
static const struct timespec old[] = {{1000, 0}, {2000, 0}};

/* Sets atime and mtime to long ago, and lets the clock of ctime tick: sleeping is the subject here. */
static struct timespec prepare(void) {
  struct stat st;
  must(futimens(fd, old));
  must(fstat(fd, &st));
  must(nanosleep(&(struct timespec){0, 10000000}, 0));
  return st.st_ctim;
}

static const char *moved(struct timespec changed) {
  struct stat st;
  must(fstat(fd, &st));
  int what = (st.st_atim.tv_sec != 1000) | (st.st_mtim.tv_sec != 2000) << 1 |
             (st.st_ctim.tv_sec != changed.tv_sec || st.st_ctim.tv_nsec != changed.tv_nsec) << 2;
  return FLAGS(what, {1, "atime"}, {2, "mtime"}, {4, "ctime"});
}

#define AFTER(key, expected, step)          \
  do {                                      \
    struct timespec changed = prepare();    \
    must(lseek(fd, 0, SEEK_SET));           \
    step;                                   \
    check(key, moved(changed), expected);   \
  } while (0)

int main(void) {
  scratch();
  char byte;
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(fd, "content", 7));
  AFTER("nothing", "0", (void)0);
  AFTER("read", "atime", read(fd, &byte, 1));
  AFTER("read_of_zero", "atime", read(fd, &byte, 0));
  AFTER("read_at_end", "atime", pread(fd, &byte, 1, 100));
  AFTER("write", "mtime|ctime", write(fd, "C", 1));
  AFTER("write_of_zero", "0", write(fd, "", 0));
  AFTER("truncate", "mtime|ctime", ftruncate(fd, 6));
  AFTER("ftruncate_to_the_same", "mtime|ctime", ftruncate(fd, 6));
  AFTER("truncate_to_the_same", "mtime|ctime", truncate("file", 6));
  AFTER("o_trunc", "mtime|ctime", close(open("file", O_WRONLY | O_TRUNC)));
  AFTER("o_trunc_of_empty", "mtime|ctime", close(open("file", O_WRONLY | O_TRUNC)));
  AFTER("fallocate", "mtime|ctime", fallocate(fd, 0, 0, 100));
  AFTER("open_and_close", "0", close(open("file", O_RDWR)));
  AFTER("chmod", "ctime", chmod("file", 0640));
  AFTER("chmod_to_the_same", "ctime", chmod("file", 0640));
  AFTER("chown", "ctime", chown("file", 0, 0));
  AFTER("chown_to_nothing", "ctime", chown("file", -1, -1));
  AFTER("link", "ctime", link("file", "second"));
  AFTER("unlink", "ctime", unlink("second"));
  AFTER("rename", "ctime", rename("file", "moved"));
  AFTER("utimensat_omit_both", "0", futimens(fd, ((struct timespec[]){{0, UTIME_OMIT}, {0, UTIME_OMIT}})));
  AFTER("read_only_write", "0", write(open("moved", O_RDONLY), "x", 1));
  return verdict();
}
