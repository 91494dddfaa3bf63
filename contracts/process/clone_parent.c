/* Contract:  With CLONE_PARENT the child is a sibling: it has its maker's parent, who waits for it.
 * Source:    clone(2), CLONE_PARENT
 * Covers:    clone getppid wait4
 */
#include "contract.h"

int main(void) {
  int told[2];
  struct {
    pid_t maker, sibling;
    int maker_has_child;
  } seen = {0, 0, 0};
  must(pipe(told));
  pid_t us = getpid(), maker = (pid_t)must(fork());
  if (maker == 0) {
    pid_t sibling = (pid_t)syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0);
    if (sibling == 0) _exit(getppid() == us ? 8 : 1);
    seen.sibling = sibling;
    seen.maker = getpid();
    seen.maker_has_child = waitpid(-1, 0, __WALL | WNOHANG) != -1 || errno != ECHILD;
    _exit(write(told[1], &seen, sizeof seen) == sizeof seen ? 9 : 1);
  }
  must(read(told[0], &seen, sizeof seen));
  check("made", seen.sibling > 0, 1);
  check("maker_has_child", seen.maker_has_child, 0);
  check("maker", reap(maker), "exited 9");
  check("sibling_is_ours", reap(seen.sibling), "exited 8");
  check("no_more", call(waitpid(-1, 0, __WALL)), "ECHILD");
  return verdict();
}
