/* Contract:  splice and sendfile between pipes, sockets, files and devices: data and order stay, a full side takes a
 *            part.
 * Source:    splice(2), sendfile(2)
 * Covers:    splice sendfile
 */
#include "contract.h"

#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

static char bytes[70000];

int main(void) {
  scratch();
  int p[2], q[2], s[2], file = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  int null = (int)must(open("/dev/null", O_RDWR)), zero = (int)must(open("/dev/zero", O_RDWR));
  must(pipe2(p, O_NONBLOCK));
  must(pipe2(q, O_NONBLOCK));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(p[1], "to the socket", 13));
  check("pipe_to_socket", call(splice(p[0], 0, s[0], 0, 100, 0)), "13");
  check("socket_to_pipe", call(splice(s[1], 0, q[1], 0, 6, 0)), "6");
  check("part", text(bytes, read(q[0], bytes, 100)), "to the");
  check("rest", text(bytes, read(s[1], bytes, 100)), " socket");
  must(write(p[1], "away", 4));
  check("pipe_to_null", call(splice(p[0], 0, null, 0, 100, 0)), "4");
  check("gone", call(read(p[0], bytes, 1)), "EAGAIN");
  check("zero_to_pipe", call(splice(zero, 0, p[1], 0, 5, 0)), "5");
  check("zeros", text(bytes, read(p[0], bytes, 100)), "\\00\\00\\00\\00\\00");
  check("null_to_pipe", call(splice(null, 0, p[1], 0, 5, 0)), "EINVAL");

  for (int i = 0; i < (int)sizeof bytes; i++) bytes[i] = (char)('a' + i % 26);
  must(write(file, bytes, sizeof bytes));
  off_t at = 0;
  check("more_than_a_pipe_holds", call(splice(file, &at, p[1], 0, sizeof bytes, 0)), "65536");
  check("full", call(splice(file, &at, p[1], 0, 1, SPLICE_F_NONBLOCK)), "EAGAIN");
  check("through_another", call(splice(p[0], 0, q[1], 0, 65536, 0)), "65536");
  int wrong = 0;
  for (long size, done = 0; (size = read(q[0], bytes, 1000)) > 0; done += size)
    for (long i = 0; i < size; i++) wrong += bytes[i] != 'a' + (done + i) % 26;
  check("wrong_bytes", wrong, 0);
  must(ftruncate(file, 3));
  at = 0;
  check("file_into_pipe", call(splice(file, &at, p[1], 0, 10, 0)), "3");
  must(pwrite(file, "XYZ", 3, 0));
  check("a_spliced_page_is_the_file's", text(bytes, read(p[0], bytes, 10)), "XYZ");
  check("eventfd_to_pipe", call(splice((int)must(eventfd(1, 0)), 0, p[1], 0, 8, 0)), "EINVAL");
  check("inotify_to_pipe", call(splice((int)must(inotify_init1(IN_NONBLOCK)), 0, p[1], 0, 8, 0)), "EINVAL");
  at = 1;
  check("sendfile_to_null", call(sendfile(null, file, &at, 10)), "2");
  check("sendfile_to_file", call(sendfile(null, zero, 0, 7)), "7");
  return verdict();
}
