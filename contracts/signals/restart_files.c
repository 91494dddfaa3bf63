/* Contract:  Blocking reads, writes and waits on files end with EINTR without SA_RESTART, and wait on with it: read and
 *            write of a pipe, readv, flock, F_SETLKW, open of a FIFO, accept, recv, waitid.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Covers:    read write readv flock fcntl open accept recvfrom waitid setitimer
 */
#include "contract.h"

#include <sys/file.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

static int empty[2], full[2], pair[2], listener, locked, child;
static volatile sig_atomic_t ticks;

/* With SA_RESTART nothing but the third tick ends the wait: it takes the handler's restart away. */
static void tick(int signal) {
  if (++ticks == 3) sigaction(signal, &(struct sigaction){.sa_handler = tick}, 0);
}

static long reads(void) { char byte; return read(empty[0], &byte, 1); }
static long reads_vector(void) { char byte; return readv(empty[0], &(struct iovec){&byte, 1}, 1); }
static long writes(void) { return write(full[1], "x", 1); }
static long locks(void) { return flock(locked, LOCK_EX); }
static long locks_record(void) { return fcntl(locked, F_SETLKW, &(struct flock){.l_type = F_WRLCK}); }
static long opens(void) { return open("fifo", O_RDONLY); }
static long accepts(void) { return accept(listener, 0, 0); }
static long receives(void) { char byte; return recv(pair[0], &byte, 1, 0); }
static long waits(void) { siginfo_t info; return waitid(P_PID, (id_t)child, &info, WEXITED); }

static const struct {
  const char *key;
  long (*call)(void);
} rows[] = {{"read", reads},       {"readv", reads_vector}, {"write", writes},  {"flock", locks},  {"setlkw", locks_record},
            {"fifo_open", opens}, {"accept", accepts},     {"recv", receives}, {"waitid", waits}};

static const char *run(long (*blocks)(void), int flags) {
  ticks = 0;
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = flags}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 4000}, {0, 4000}}, 0));
  const char *answer = call(blocks());
  int seen = ticks;
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  /* Without SA_RESTART the first tick may come before the call blocks, so only the others are told. */
  return flags & SA_RESTART ? join(answer, seen >= 3 ? " after 3" : " early") : answer;
}

int main(void) {
  char byte = 'x';
  int ready[2];
  scratch();
  must(pipe(empty)), must(pipe(full)), must(pipe(ready));
  must(fcntl(full[1], F_SETFL, O_NONBLOCK));
  while (write(full[1], &byte, 1) == 1 || write(full[1], (char[4096]){0}, 4096) > 0) {}
  must(fcntl(full[1], F_SETFL, 0));
  must(mkfifo("fifo", 0600));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  listener = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(listener, (struct sockaddr *)&(struct sockaddr_un){AF_UNIX, "listener"}, sizeof(struct sockaddr_un)));
  must(listen(listener, 1));
  locked = (int)must(open("locked", O_CREAT | O_RDWR, 0600));
  child = (int)must(fork());
  if (child == 0) {
    int own = open("locked", O_RDWR);
    if (flock(own, LOCK_EX) || fcntl(own, F_SETLK, &(struct flock){.l_type = F_WRLCK})) _exit(1);
    (void)!write(ready[1], "x", 1);
    for (;;) pause();
  }
  must(read(ready[0], &byte, 1));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    check(rows[i].key, run(rows[i].call, 0), "EINTR");
    check(join(rows[i].key, "_restart"), run(rows[i].call, SA_RESTART), "EINTR after 3");
  }
  must(kill(child, SIGKILL));
  check("child", reap(child), "killed SIGKILL");
  return verdict();
}
