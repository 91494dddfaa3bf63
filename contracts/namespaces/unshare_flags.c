/* Contract:  unshare stops sharing what clone shared: descriptors, root and working directory; it takes any of the
 *            namespace flags, refuses unknown ones, and what threads share only while there are none.
 * Source:    unshare(2)
 * Covers:    unshare clone
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <pthread.h>

/* A child that shares what `share` says changes its working directory and closes a descriptor after unsharing. */
static const char *shared_until(int share, int unshared) {
  static char stack[16384] __attribute__((aligned(16)));
  int fd = (int)must(open("/dev/null", O_RDONLY));
  must(chdir("/tmp"));
  pid_t child = (pid_t)syscall(SYS_clone, share | SIGCHLD, 0, 0, 0, 0);
  (void)stack;
  if (child == -1) return error_name(errno);
  if (child == 0) {
    if (unshared && unshare(unshared)) _exit(9);
    _exit(chdir("/proc") || close(fd) ? 8 : 0);
  }
  const char *end = reap(child);
  char cwd[64];
  const char *place = getcwd(cwd, sizeof cwd) ? cwd : "none";
  const char *open = fcntl(fd, F_GETFD) == -1 ? "closed" : "open";
  if (fcntl(fd, F_GETFD) != -1) close(fd);
  return join(join(end, " "), join(text(place, (long)strlen(place)), join(" ", open)));
}

static int go[2];

static void *thread(void *nothing) {
  char byte;
  if (read(go[0], &byte, 1) != 1) return nothing;
  return 0;
}

int main(void) {
  check("copied", shared_until(0, 0), "exited 0 /tmp open");
  check("shared", shared_until(CLONE_FILES | CLONE_FS, 0), "exited 0 /proc closed");
  check("unshare_files", shared_until(CLONE_FILES | CLONE_FS, CLONE_FILES), "exited 0 /proc open");
  check("unshare_fs", shared_until(CLONE_FILES | CLONE_FS, CLONE_FS), "exited 0 /tmp closed");
  check("mounts_imply_fs", shared_until(CLONE_FILES | CLONE_FS, CLONE_NEWNS), "exited 0 /tmp closed");
  check("nothing", call(unshare(0)), "0");
  check("unknown", call(unshare(1)), "EINVAL");
  check("parent", call(unshare(CLONE_PARENT)), "EINVAL");
  check("thread_alone", call(unshare(CLONE_THREAD)), "0");
  check("memory_alone", call(unshare(CLONE_VM)), "0");
  check("handlers_alone", call(unshare(CLONE_SIGHAND)), "0");
  check("semaphores", call(unshare(CLONE_SYSVSEM)), "0");
  must(pipe(go));
  pthread_t other;
  check("thread", error_name(pthread_create(&other, 0, thread, 0)), "0");
  check("thread_beside", call(unshare(CLONE_THREAD)), "EINVAL");
  check("memory_beside", call(unshare(CLONE_VM)), "EINVAL");
  check("handlers_beside", call(unshare(CLONE_SIGHAND)), "EINVAL");
  check("user_beside", call(unshare(CLONE_NEWUSER)), "EINVAL");
  check("uts_beside", call(unshare(CLONE_NEWUTS)), "0");
  check("files_beside", call(unshare(CLONE_FILES | CLONE_FS)), "0");
  must(write(go[1], "", 1));
  pthread_join(other, 0);
  /* The thread is done with the library, and lives a moment longer. */
  while (unshare(CLONE_THREAD)) sched_yield();
  check("all", call(unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS |
                            CLONE_NEWCGROUP | CLONE_FILES | CLONE_FS | CLONE_SYSVSEM)),
        "0");
  return verdict();
}
