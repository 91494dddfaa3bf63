/* Contract:  socket tells what it does not know: EAFNOSUPPORT, EINVAL or ESOCKTNOSUPPORT, EPROTONOSUPPORT.
 * Source:    socket(2), ERRORS; Linux __sock_create(), unix_create()
 * Behaviour: B12
 * Covers:    socket socketpair
 */
#include "contract.h"

#include <sys/socket.h>

int main(void) {
  int s[2];
  check("unknown_family", made(socket(99, SOCK_STREAM, 0)), "EAFNOSUPPORT");
  check("negative_family", made(socket(-1, SOCK_STREAM, 0)), "EAFNOSUPPORT");
  check("family_0", made(socket(AF_UNSPEC, SOCK_STREAM, 0)), "EAFNOSUPPORT");
  check("type_0", made(socket(AF_UNIX, 0, 0)), "ESOCKTNOSUPPORT");
  check("type_rdm", made(socket(AF_UNIX, SOCK_RDM, 0)), "ESOCKTNOSUPPORT");
  check("type_11", made(socket(AF_UNIX, 11, 0)), "EINVAL");
  check("type_15", made(socket(AF_UNIX, 15, 0)), "EINVAL");
  check("unknown_flag", made(socket(AF_UNIX, SOCK_STREAM | 0x100, 0)), "EINVAL");
  check("unix_protocol", made(socket(AF_UNIX, SOCK_STREAM, 7)), "EPROTONOSUPPORT");
  check("unix_protocol_pf_unix", made(socket(AF_UNIX, SOCK_STREAM, PF_UNIX)), "ok");
  check("unix_stream", made(socket(AF_UNIX, SOCK_STREAM, 0)), "ok");
  check("unix_raw_is_dgram", made(socket(AF_UNIX, SOCK_RAW, 0)), "ok");

  check("pair_unknown_family", made(socketpair(99, SOCK_STREAM, 0, s)), "EAFNOSUPPORT");
  check("pair_unknown_type", made(socketpair(AF_UNIX, 11, 0, s)), "EINVAL");
  check("pair_bad_pointer", made(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, 8)), "EFAULT");
  check("pair", made(socketpair(AF_UNIX, SOCK_STREAM, 0, s)), "ok");
  check("not_a_socket", call(listen((int)must(open("/dev/null", O_RDONLY)), 1)), "ENOTSOCK");
  check("closed", call(listen(99, 1)), "EBADF");
  return verdict();
}
