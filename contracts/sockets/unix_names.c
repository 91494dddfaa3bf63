/* Contract:  A name in the file system leads to its socket as an inode: it may be renamed and linked, unlinking leaves the
 *            socket alive without a name, and a name whose socket is gone is refused.
 * Source:    unix(7), "Pathname sockets"
 * Covers:    bind connect rename link unlink
 */
#include "contract.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char *connect_to(const char *path) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  strcpy(name.sun_path, path);
  const char *result = call(connect(fd, (struct sockaddr *)&name, sizeof name));
  must(close(fd));
  return result;
}

static const char *bind_at(int fd, const char *path) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  strcpy(name.sun_path, path);
  return call(bind(fd, (struct sockaddr *)&name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))));
}

int main(void) {
  struct sockaddr_un name;
  socklen_t size = sizeof name;
  struct stat info;
  scratch();
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  check("bind", bind_at(fd, "a"), "0");
  check("mode", mode((must(stat("a", &info)), info.st_mode)), "S_IFSOCK 0755");
  check("open", made(open("a", O_RDWR)), "ENXIO");
  check("not_listening", connect_to("a"), "ECONNREFUSED");
  must(listen(fd, 5));
  check("connects", connect_to("a"), "0");
  check("bind_again", bind_at(fd, "b"), "EINVAL");
  check("left_no_file", call(access("b", F_OK)), "ENOENT");
  must(link("a", "c"));
  check("through_a_link", connect_to("c"), "0");
  must(symlink("a", "d"));
  check("through_a_symlink", connect_to("d"), "0");
  must(rename("a", "e"));
  check("renamed", connect_to("e"), "0");
  check("old_name", connect_to("a"), "ENOENT");
  must(getsockname(fd, (struct sockaddr *)&name, &size));
  check("own_name_stays", name.sun_path, "a");
  must(chmod("e", 0555));
  check("superuser_may", connect_to("e"), "0");
  must(unlink("e"));
  must(unlink("c"));
  int other = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  check("name_is_free", bind_at(other, "a"), "0");
  must(close(other));
  check("nobody_there", connect_to("a"), "ECONNREFUSED");
  check("file_stays", bind_at((int)must(socket(AF_UNIX, SOCK_STREAM, 0)), "a"), "EADDRINUSE");
  int dgram = (int)must(socket(AF_UNIX, SOCK_DGRAM, 0));
  must(unlink("a"));
  check("datagrams", bind_at(dgram, "a"), "0");
  check("other_type", connect_to("a"), "EPROTOTYPE");
  must(close((int)must(open("plain", O_CREAT | O_WRONLY, 0600))));
  check("plain_file", connect_to("plain"), "ECONNREFUSED");
  check("directory", connect_to("."), "ECONNREFUSED");
  check("missing_directory", bind_at((int)must(socket(AF_UNIX, SOCK_STREAM, 0)), "no/a"), "ENOENT");
  check("through_a_file", bind_at((int)must(socket(AF_UNIX, SOCK_STREAM, 0)), "plain/a"), "ENOTDIR");
  return verdict();
}
