/* Contract:  F_NOTIFY asks for a signal when something happens in a directory: once, or with DN_MULTISHOT until it is
 *            taken back; only for the events that were asked for, of its own entries.
 * Source:    fcntl(2), "File and directory change notification (dnotify)"; fs/notify/dnotify/dnotify.c
 * Covers:    fcntl
 */
#include "contract.h"

static sigset_t watched;
static siginfo_t info;

static const char *signalled(void) {
  int signal = sigtimedwait(&watched, &info, &(struct timespec){0});
  return signal == -1 ? error_name(errno) : signal_name(signal);
}

static int folder;

/* What a step raises, when only `mask` is asked for. */
static const char *raises(unsigned mask, long step) {
  (void)mask;
  must(step);
  const char *one = signalled();
  while (sigtimedwait(&watched, &info, &(struct timespec){0}) > 0) continue;
  return one;
}
#define ASK(mask, step) (must(fcntl(folder, F_NOTIFY, mask)), raises(mask, step))

int main(void) {
  scratch();
  sigemptyset(&watched), sigaddset(&watched, SIGIO), sigaddset(&watched, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &watched, 0));
  must(mkdir("folder", 0700)), must(mkdir("folder/inner", 0700)), must(mkdir("else", 0700));
  folder = (int)must(open("folder", O_RDONLY));
  int file = (int)must(open("folder/file", O_CREAT | O_RDWR, 0600));
  char byte = 'x';
  check("create", ASK(DN_CREATE, open("folder/a", O_CREAT | O_RDWR, 0600)), "SIGIO");
  check("once", raises(0, mkdir("folder/b", 0700)), "EAGAIN");
  check("modify", ASK(DN_MODIFY, write(file, &byte, 1)), "SIGIO");
  check("modify_by_truncation", ASK(DN_MODIFY, ftruncate(file, 5)), "SIGIO");
  check("access", ASK(DN_ACCESS, pread(file, &byte, 1, 0)), "SIGIO");
  check("attributes", ASK(DN_ATTRIB, fchmod(file, 0640)), "SIGIO");
  check("rename", ASK(DN_RENAME, rename("folder/a", "folder/c")), "SIGIO");
  check("rename_creates", ASK(DN_CREATE, rename("folder/c", "folder/a")), "SIGIO");
  check("moved_out", ASK(DN_DELETE, rename("folder/a", "else/a")), "SIGIO");
  check("moved_in", ASK(DN_CREATE, rename("else/a", "folder/a")), "SIGIO");
  check("delete", ASK(DN_DELETE, unlink("folder/a")), "SIGIO");
  check("not_asked_for", ASK(DN_DELETE, write(file, &byte, 1)), "EAGAIN");
  check("deeper", ASK(DN_CREATE, mkdir("folder/inner/x", 0700)), "EAGAIN");
  check("of_itself", ASK(DN_ATTRIB, chmod("folder", 0750)), "SIGIO");
  must(fcntl(folder, F_NOTIFY, 0));
  check("taken_back", raises(0, rmdir("folder/b")), "EAGAIN");
  must(fcntl(folder, F_SETSIG, SIGRTMIN));
  must(fcntl(folder, F_NOTIFY, DN_CREATE | DN_MULTISHOT));
  must(mkdir("folder/d", 0700)), must(mkdir("folder/e", 0700));
  check("multishot", signalled(), "SIGRTMIN+0");
  check("descriptor", info.si_fd == folder, 1);
  check("code", ONE_OF(info.si_code, NAME(POLL_IN), NAME(POLL_MSG)), "POLL_MSG");
  check("multishot_again", signalled(), "SIGRTMIN+0");
  check("more_events", ASK(DN_DELETE | DN_MULTISHOT, rmdir("folder/d")), "SIGRTMIN+0");
  check("joined", raises(0, mkdir("folder/d", 0700)), "SIGRTMIN+0");
  close(folder);
  check("closed", raises(0, rmdir("folder/d")), "EAGAIN");
  check("not_a_folder", call(fcntl(file, F_NOTIFY, DN_MODIFY)), "ENOTDIR");
  check("path", call(fcntl((int)must(open("folder", O_PATH)), F_NOTIFY, DN_MODIFY)), "EBADF");
  return verdict();
}
