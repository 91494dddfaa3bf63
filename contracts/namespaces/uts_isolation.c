/* Contract:  unshare(CLONE_NEWUTS) gives host and domain names of one's own; setting them takes CAP_SYS_ADMIN, and so
 *            does unshare itself.
 * Source:    uts_namespaces(7), sethostname(2), unshare(2) ERRORS
 * Behaviour: B27
 * Covers:    unshare sethostname setdomainname uname
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/utsname.h>

static struct utsname names;

static const char *host(void) {
  must(uname(&names));
  return names.nodename;
}

static const char *domain(void) {
  must(uname(&names));
  return names.domainname;
}

/* A child that stays in the old namespace tells its name when it is asked. */
static int ask[2], answer[2];

static void stay_outside(void) {
  char byte;
  if (fork()) return;
  for (close(ask[1]); read(ask[0], &byte, 1) == 1;)
    if (write(answer[1], host(), strlen(host())) < 0) _exit(1);
  _exit(0);
}

static const char *outside(void) {
  char name[65];
  must(write(ask[1], "?", 1));
  return text(name, read(answer[0], name, sizeof name));
}

int main(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(pipe(ask));
  must(pipe(answer));
  must(sethostname("before", 6));
  stay_outside();
  check("unshare", call(unshare(CLONE_NEWUTS)), "0");
  check("inherited", host(), "before");
  check("set", call(sethostname("inside", 6)), "0");
  check("set_domain", call(setdomainname("example.org", 11)), "0");
  check("inside", host(), "inside");
  check("inside_domain", domain(), "example.org");
  check("outside", outside(), "before");
  check("proc", contents("/proc/sys/kernel/hostname"), "inside");
  check("child_inherits", said_by_child(0, host), "inside");
  check("empty_name", call(sethostname("x", 0)), "0");
  check("empty", host(), "");
  check("too_long", call(sethostname("x", 65)), "EINVAL");
  check("negative", call(sethostname("x", -1)), "EINVAL");
  check("nowhere", call(sethostname((char *)8, 1)), "EFAULT");
  must(syscall(SYS_capset, header, none));
  check("without_capability", call(sethostname("denied", 6)), "EPERM");
  check("domain_without_capability", call(setdomainname("denied", 6)), "EPERM");
  check("unshare_without_capability", call(unshare(CLONE_NEWUTS)), "EPERM");
  check("unchanged", host(), "");
  check("with_own_user_namespace", call(unshare(CLONE_NEWUSER | CLONE_NEWUTS)), "0");
  check("set_there", call(sethostname("allowed", 7)), "0");
  check("name_there", host(), "allowed");
  return verdict();
}
