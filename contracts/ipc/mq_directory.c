/* Contract:  Mounted, the queues of an IPC namespace are files of a directory: listed, opened, removed; a file made there is
 *            a queue of the default size, and nothing else can be made.
 * Source:    mq_overview(7), "Mounting the message queue filesystem"
 * Covers:    mount mq_open mq_unlink open unlink mkdir symlink link rename getdents64 statfs truncate
 * Requires:  root namespaces
 */
#include "contract.h"

#include <dirent.h>
#include <mqueue.h>
#include <sys/mount.h>
#include <sys/vfs.h>

static const char *list(void) {
  DIR *directory = opendir("/q");
  struct dirent *entry;
  const char *all = "";
  int count = 0;
  while ((entry = readdir(directory))) {
    if (entry->d_name[0] != '.') all = entry->d_name, count++;
  }
  all = count == 1 ? join("", all) : number(count, 10);
  closedir(directory);
  return all;
}

int main(void) {
  struct statfs fs;
  struct stat status;
  must(mkdir("/q", 0755));
  must(mount("queues", "/q", "mqueue", 0, 0));
  must(statfs("/q", &fs));
  check("magic", number((long)fs.f_type, 16), "0x19800202");
  must(stat("/q", &status));
  check("mode", mode(status.st_mode), mode(S_IFDIR | S_ISVTX | 0777));
  check("empty", list(), "0");
  must(mq_open("/one", O_CREAT | O_RDWR, 0600, NULL));
  check("listed", list(), "one");
  must(stat("/q", &status));
  check("size_of_the_directory", (long)status.st_size, 60);
  check("size_of_a_queue", (stat("/q/one", &status), (long)status.st_size), 80);
  check("unlink", call(unlink("/q/one")), "0");
  check("gone", call(mq_open("/one", O_RDWR)), "ENOENT");
  int made_here = (int)must(open("/q/two", O_CREAT | O_RDWR, 0600));
  struct mq_attr is;
  must(mq_getattr(made_here, &is));
  check("made_by_open", is.mq_maxmsg * 10000 + is.mq_msgsize, 108192);
  check("found_by_name", made(mq_open("/two", O_RDWR)), "ok");
  check("truncate", call(truncate("/q/two", 10)), "0");
  check("mkdir", call(mkdir("/q/d", 0755)), "EPERM");
  check("symlink", call(symlink("a", "/q/s")), "EPERM");
  check("mknod", call(mknod("/q/f", S_IFIFO | 0600, 0)), "EPERM");
  check("link", call(link("/q/two", "/q/three")), "EPERM");
  check("rename", call(rename("/q/two", "/q/three")), "EPERM");
  check("mq_unlink", call(mq_unlink("/two")), "0");
  check("empty_again", list(), "0");
  return verdict();
}
