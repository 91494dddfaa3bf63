/* Contract:  umask takes bits away from the mode of new files and directories, not from chmod; fork inherits it.
 * Source:    umask(2); mkdir(2); chmod(2)
 * Covers:    umask mkdir open chmod fchmod mknod
 */
#include "contract.h"

static const char *made_mode(const char *path) {
  struct stat st;
  must(lstat(path, &st));
  return mode(st.st_mode);
}

int main(void) {
  scratch();
  umask(022);
  check("previous", number(umask(027), 8), "022");
  int fd = (int)must(open("file", O_CREAT | O_WRONLY, 0666));
  check("file", made_mode("file"), "S_IFREG 0640");
  must(mkdir("dir", 0777));
  check("directory", made_mode("dir"), "S_IFDIR 0750");
  must(mkfifo("fifo", 0777));
  check("fifo", made_mode("fifo"), "S_IFIFO 0750");
  must(symlink("file", "link"));
  check("symlink", made_mode("link"), "S_IFLNK 0777");
  must(chmod("file", 0666));
  check("chmod", made_mode("file"), "S_IFREG 0666");
  must(fchmod(fd, 04711));
  check("fchmod", made_mode("file"), "S_IFREG 04711");
  must(chmod("dir", 01777));
  check("sticky_directory", made_mode("dir"), "S_IFDIR 01777");
  check("only_nine_bits", number(umask(07777), 8), "027");
  check("others_ignored", number(umask(0), 8), "0777");
  must(close((int)must(open("open", O_CREAT | O_WRONLY, 0666))));
  check("no_mask", made_mode("open"), "S_IFREG 0666");

  umask(077);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(umask(0) == 077 ? 6 : 1);
  check("child_inherits", reap(child), "exited 6");
  check("own_stays", number(umask(0), 8), "077");
  return verdict();
}
