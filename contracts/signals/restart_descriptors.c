/* Contract:  Reads and writes of eventfd, timerfd, signalfd, inotify and full pipes, splice and its kin, waits for open
 *            file description locks and for pidfds: EINTR by a handler without SA_RESTART, restarted with it.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Behaviour: B57
 * Covers:    read write writev splice tee vmsplice sendfile fcntl waitid eventfd2 timerfd_create signalfd4 inotify_init1
 */
#include "contract.h"

#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

static int empty[2], full[2], other[2], event, full_event, timer, signals, notify, file, held, wanted, pidfd;
static pid_t child;
static volatile sig_atomic_t ticks, row;
static char bytes[65536];
static struct flock whole = {.l_type = F_WRLCK};

static long reads(int fd) { return read(fd, bytes, 4096); }
static long drains(int fd) { return read(fd, bytes, sizeof bytes); }
static long read_event(void) { return reads(event); }
static long set_event(void) { return eventfd_write(event, 1); }
static long write_event(void) { return eventfd_write(full_event, 2); }
static long drain_event(void) { return reads(full_event); }
static long read_timer(void) { return reads(timer); }
static long set_timer(void) { return timerfd_settime(timer, 0, &(struct itimerspec){.it_value = {0, 1}}, 0); }
static long read_signal(void) { return reads(signals); }
static long send_signal(void) { return kill(getpid(), SIGUSR1); }
static long read_notify(void) { return reads(notify); }
static long make_file(void) { return close(open("made", O_CREAT | O_WRONLY, 0600)); }
static long write_pipe(void) { return writev(full[1], &(struct iovec){bytes, 1}, 1); }
static long drain_pipe(void) { return drains(full[0]); }
static long splice_pipe(void) { return splice(empty[0], 0, other[1], 0, 1, 0); }
static long tee_pipe(void) { return tee(empty[0], other[1], 1, 0); }
static long fill_pipe(void) { return write(empty[1], "x", 1); }
static long give_pages(void) { return vmsplice(full[1], &(struct iovec){bytes, 1}, 1, 0); }
static long send_file(void) { return sendfile(full[1], file, &(off_t){0}, 1); }
static long lock(void) { return fcntl(wanted, F_OFD_SETLKW, &whole); }
static long unlock(void) { return fcntl(held, F_OFD_SETLK, &(struct flock){.l_type = F_UNLCK}); }
static long wait_pidfd(void) { return waitid((idtype_t)3, (id_t)pidfd, &(siginfo_t){0}, WEXITED); }
static long end_child(void) { return kill(child, SIGKILL); }

static const struct {
  const char *key;
  long (*call)(void), (*release)(void);
} rows[] = {{"eventfd_read", read_event, set_event},  {"eventfd_write", write_event, drain_event},
            {"timerfd", read_timer, set_timer},       {"signalfd", read_signal, send_signal},
            {"inotify", read_notify, make_file},      {"writev", write_pipe, drain_pipe},
            {"vmsplice", give_pages, drain_pipe},     {"sendfile", send_file, drain_pipe},
            {"splice", splice_pipe, fill_pipe},       {"tee", tee_pipe, fill_pipe},
            {"ofd_lock", lock, unlock},               {"waitid_pidfd", wait_pidfd, end_child}};

static void tick(int signal) {
  int saved = errno;
  (void)signal;
  if (++ticks == 3) rows[row].release();
  errno = saved;
}

static void start(int flags) {
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = flags}, 0));
  ticks = flags ? 0 : 10;
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 4000}, {0, 4000}}, 0));
}

static void fill(void) {
  must(fcntl(full[1], F_SETFL, O_NONBLOCK));
  while (write(full[1], bytes, 4096) > 0) {}
  must(fcntl(full[1], F_SETFL, 0));
}

int main(void) {
  sigset_t usr1;
  scratch();
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &usr1, 0));
  must(pipe(empty));
  must(pipe(full));
  must(pipe(other));
  event = (int)must(eventfd(0, 0));
  full_event = (int)must(eventfd(0, 0));
  must(eventfd_write(full_event, 0xfffffffffffffffe));
  timer = (int)must(timerfd_create(CLOCK_MONOTONIC, 0));
  signals = (int)must(signalfd(-1, &usr1, 0));
  notify = (int)must(inotify_init1(0));
  must(mkdir("watched", 0700));
  must(chdir("watched"));
  must(inotify_add_watch(notify, ".", IN_CREATE));
  file = (int)must(open("../file", O_CREAT | O_RDWR, 0600));
  must(write(file, bytes, 4096));
  held = (int)must(open("../file", O_RDWR));
  wanted = (int)must(open("../file", O_RDWR));
  must(fcntl(held, F_OFD_SETLK, &whole));
  child = (pid_t)must(fork());
  if (child == 0) {
    for (;;) pause();
  }
  pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
  for (row = 0; row < (int)(sizeof rows / sizeof *rows); row++) {
    fill();
    start(0);
    check(rows[row].key, call(rows[row].call()), "EINTR");
    start(SA_RESTART);
    long result = rows[row].call();
    check(join(rows[row].key, "_restarted"), result >= 0 ? "went on" : call(result), "went on");
    must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
    check(join(rows[row].key, "_after_ticks"), ticks >= 3, 1);
    if (rows[row].call == tee_pipe) must(reads(empty[0]));
  }
  return verdict();
}
