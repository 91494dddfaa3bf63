/* Contract:  Host and domain name have up to 64 bytes of any kind; uname tells them cut by nothing, and children see them.
 * Source:    sethostname(2), setdomainname(2), uname(2)
 * Covers:    sethostname setdomainname uname
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/utsname.h>

static const char *host(void) {
  static struct utsname names;
  must(uname(&names));
  return text(names.nodename, (long)strlen(names.nodename));
}

int main(void) {
  static char long_name[66];
  struct utsname names;
  memset(long_name, 'n', 65);
  check("set", call(syscall(SYS_sethostname, "first.example", 5)), "0");
  check("length_counts", host(), "first");
  check("too_long", call(syscall(SYS_sethostname, long_name, 65)), "EINVAL");
  check("negative", call(syscall(SYS_sethostname, long_name, -1)), "EINVAL");
  check("bad_address", call(syscall(SYS_sethostname, 8, 5)), "EFAULT");
  check("still", host(), "first");
  check("longest", call(syscall(SYS_sethostname, long_name, 64)), "0");
  check("all_of_it", strlen((must(uname(&names)), names.nodename)), 64);
  check("any_bytes", call(syscall(SYS_sethostname, "a\x01\xff b", 5)), "0");
  check("as_they_are", host(), "a\\01\\ff b");
  check("empty", call(syscall(SYS_sethostname, "", 0)), "0");
  check("is_empty", host(), "");
  check("domain", call(syscall(SYS_setdomainname, "domain", 6)), "0");
  check("domain_too_long", call(syscall(SYS_setdomainname, long_name, 65)), "EINVAL");
  check("domain_is", text((must(uname(&names)), names.domainname), (long)strlen(names.domainname)), "domain");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(sethostname("child", 5) == 0 ? 0 : 1);
  check("child", reap(child), "exited 0");
  check("same_namespace", host(), "child");
  check("uname_bad_address", call(syscall(SYS_uname, 8)), "EFAULT");
  return verdict();
}
