/* Contract:  With PR_SET_MDWE nothing writable becomes executable: mmap and mprotect refuse it with EACCES, what is
 *            executable stays so, children inherit it (unless told not to), and it cannot be taken back.
 * Source:    PR_SET_MDWE(2const); Linux, map_deny_write_exec
 * Covers:    prctl mmap mprotect fork
 * Linux:     since 6.3
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/prctl.h>

enum { SET = 65, GET = 66, REFUSE = 1, NO_INHERIT = 2, PAGE = 4096, RW = PROT_READ | PROT_WRITE, RX = PROT_READ | PROT_EXEC };

static const char *map(int rights) {
  void *at = mmap(0, PAGE, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return made(at == MAP_FAILED ? -1 : 0);
}

static void *page(int rights) {
  void *at = mmap(0, PAGE, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(at == MAP_FAILED ? -1 : 0);
  return at;
}

int main(void) {
  char *data = page(RW), *code = page(RX), *both = page(RW | PROT_EXEC);
  check("at_first", call(prctl(GET, 0, 0, 0, 0)), "0");
  check("only_no_inherit", call(prctl(SET, NO_INHERIT, 0, 0, 0)), "EINVAL");
  check("unknown", call(prctl(SET, 4, 0, 0, 0)), "EINVAL");
  check("argument", call(prctl(SET, REFUSE, 1, 0, 0)), "EINVAL");
  check("map_before", map(RW | PROT_EXEC), "ok");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (prctl(SET, REFUSE | NO_INHERIT, 0, 0, 0)) _exit(9);
    pid_t grandchild = fork();
    if (grandchild == 0) _exit(prctl(GET, 0, 0, 0, 0));
    int status;
    waitpid(grandchild, &status, 0);
    _exit(prctl(GET, 0, 0, 0, 0) * 10 + WEXITSTATUS(status));
  }
  check("not_inherited", reap(child), "exited 30");

  check("set", call(prctl(SET, REFUSE, 0, 0, 0)), "0");
  check("get", call(prctl(GET, 0, 0, 0, 0)), "1");
  check("get_argument", call(prctl(GET, 1, 0, 0, 0)), "EINVAL");
  check("again", call(prctl(SET, REFUSE, 0, 0, 0)), "0");
  check("take_back", call(prctl(SET, 0, 0, 0, 0)), "EPERM");
  check("map_rwx", map(RW | PROT_EXEC), "EACCES");
  check("map_rw", map(RW), "ok");
  check("map_rx", map(RX), "ok");
  check("data_gains_exec", call(mprotect(data, PAGE, RX)), "EACCES");
  check("data_read_only", call(mprotect(data, PAGE, PROT_READ)), "0");
  check("then_exec", call(mprotect(data, PAGE, RX)), "EACCES");
  check("code_stays", call(mprotect(code, PAGE, RX)), "0");
  check("code_gains_write", call(mprotect(code, PAGE, RW | PROT_EXEC)), "EACCES");
  check("code_to_data", call(mprotect(code, PAGE, RW)), "0");
  check("and_not_back", call(mprotect(code, PAGE, RX)), "EACCES");
  check("both_same", call(mprotect(both, PAGE, RW | PROT_EXEC)), "EACCES");
  check("both_without_write", call(mprotect(both, PAGE, RX)), "0");
  child = (pid_t)must(fork());
  if (child == 0) _exit(prctl(GET, 0, 0, 0, 0));
  check("inherited", reap(child), "exited 1");
  return verdict();
}
