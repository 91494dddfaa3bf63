/* Contract:  What is made in a set-group-id directory gets its group, and directories its set-group-id bit as well.
 * Source:    mkdir(2), open(2), inode(7)
 * Covers:    mkdir open mknod symlink chmod
 */
#include "contract.h"

static const char *now(const char *name) {
  struct stat st;
  if (lstat(name, &st)) return error_name(errno);
  return join(mode(st.st_mode), st.st_gid == 0 ? "" : " other group");
}

int main(void) {
  scratch();
  umask(022);
  must(mkdir("team", 0755));
  must(mkdir("plain", 02755));
  check("mkdir_ignores_the_bit", now("plain"), "S_IFDIR 0755");
  must(chmod("team", 02775));
  must(mkdir("team/dir", 0777));
  check("directory", now("team/dir"), "S_IFDIR 02755");
  must(mkdir("team/dir/deeper", 0700));
  check("deeper", now("team/dir/deeper"), "S_IFDIR 02700");
  must(close((int)must(creat("team/file", 0666))));
  check("file", now("team/file"), "S_IFREG 0644");
  must(close((int)must(open("team/set", O_CREAT | O_RDWR, 02777))));
  check("file_that_asks", now("team/set"), "S_IFREG 02755");
  must(mkfifo("team/fifo", 0666));
  check("fifo", now("team/fifo"), "S_IFIFO 0644");
  must(mkdir("team/sticky", 01777));
  check("sticky_asked", now("team/sticky"), "S_IFDIR 03755");
  must(rename("plain", "team/plain"));
  check("moved_in_stays", now("team/plain"), "S_IFDIR 0755");
  must(mkdir("outside", 0755));
  must(mkdir("outside/dir", 0755));
  check("elsewhere", now("outside/dir"), "S_IFDIR 0755");
  must(chmod("team", 0775));
  must(mkdir("team/later", 0755));
  check("bit_taken_away", now("team/later"), "S_IFDIR 0755");
  check("older_ones_keep_it", now("team/dir"), "S_IFDIR 02755");
  return verdict();
}
