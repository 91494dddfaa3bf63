/* Contract:  A read lease needs a file that nobody writes, a write lease one that nobody else has open; a lease belongs to
 *            the open file and is told, changed and given up by fcntl.
 * Source:    fcntl(2), "Leases"; fs/locks.c, generic_setlease
 * Covers:    fcntl
 */
#include "contract.h"

static const char *lease(int fd) {
  int kind = fcntl(fd, F_GETLEASE);
  return kind == -1 ? error_name(errno) : ONE_OF(kind, NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK));
}

int main(void) {
  scratch();
  int writer = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("none", lease(writer), "F_UNLCK");
  check("read_lease_of_a_writer", call(fcntl(writer, F_SETLEASE, F_RDLCK)), "EAGAIN");
  check("write_lease_of_a_writer", call(fcntl(writer, F_SETLEASE, F_WRLCK)), "0");
  check("write_lease", lease(writer), "F_WRLCK");
  int dup_of = (int)must(dup(writer));
  check("of_a_dup", lease(dup_of), "F_WRLCK");
  check("given_up_by_a_dup", call(fcntl(dup_of, F_SETLEASE, F_UNLCK)), "0");
  check("given_up", lease(writer), "F_UNLCK");
  check("nothing_to_give_up", call(fcntl(writer, F_SETLEASE, F_UNLCK)), "EAGAIN");
  close(dup_of);
  int reader = (int)must(open("file", O_RDONLY));
  check("read_lease_while_written", call(fcntl(reader, F_SETLEASE, F_RDLCK)), "EAGAIN");
  check("write_lease_while_read", call(fcntl(writer, F_SETLEASE, F_WRLCK)), "EAGAIN");
  close(writer);
  check("read_lease", call(fcntl(reader, F_SETLEASE, F_RDLCK)), "0");
  check("read_lease_told", lease(reader), "F_RDLCK");
  int second = (int)must(open("file", O_RDONLY));
  check("not_of_another", lease(second), "F_UNLCK");
  check("another_read_lease", call(fcntl(second, F_SETLEASE, F_RDLCK)), "0");
  check("write_lease_of_two", call(fcntl(reader, F_SETLEASE, F_WRLCK)), "EAGAIN");
  close(second);
  check("write_lease_of_a_reader", call(fcntl(reader, F_SETLEASE, F_WRLCK)), "0");
  check("changed", lease(reader), "F_WRLCK");
  check("changed_back", call(fcntl(reader, F_SETLEASE, F_RDLCK)), "0");
  check("unknown_kind", call(fcntl(reader, F_SETLEASE, 7)), "EINVAL");
  must(fcntl(reader, F_SETLEASE, F_UNLCK));
  close(reader);
  int folder = (int)must(open(".", O_RDONLY | O_DIRECTORY));
  check("of_a_folder", call(fcntl(folder, F_SETLEASE, F_RDLCK)), "EINVAL");
  check("of_a_folder_told", lease(folder), "F_UNLCK");
  int p[2];
  must(pipe(p));
  check("of_a_pipe", call(fcntl(p[0], F_SETLEASE, F_RDLCK)), "EINVAL");
  int path = (int)must(open("file", O_PATH));
  check("of_a_path", call(fcntl(path, F_SETLEASE, F_RDLCK)), "EBADF");
  check("of_a_path_told", lease(path), "EBADF");
  return verdict();
}
