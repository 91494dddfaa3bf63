/* contract.h: how a contract says what it saw.
 *
 *   check("empty_read", call(read(fd, byte, 1)), "EAGAIN");      prints  empty_read: EAGAIN
 *   return verdict();                                            prints  CONTRACT_PASS
 *
 * Every observation is one `key: value` line, written by one write(2), so that nothing waits in a buffer
 * when a program forks, is killed or executes another. A mismatch is remembered and the contract goes on;
 * the last line is then `CONTRACT_FAIL <first wrong key>`. Use each key once. Only the first process, and
 * of its threads one at a time, calls check; a child answers with its exit status or through a pipe.
 *
 * Include it before all else: it asks libc for the Linux names. It is self-contained: the headers of libc,
 * none of the kernel's, and no printf (a contract runs a few thousand instructions, most of them its own).
 */
#ifndef CONTRACT_H
#define CONTRACT_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- Texts: each helper returns one of a few static buffers, good until sixteen more are made. ---- */

enum { CONTRACT_TEXT = 240 };

static inline char *contract_text(void) {
  static char texts[16][CONTRACT_TEXT];
  static unsigned next;
  char *text = texts[next++ % 16];
  text[0] = 0;
  return text;
}

/* Appends as much of `more` as fits. */
static inline char *contract_append(char *text, const char *more) {
  size_t used = strlen(text), room = CONTRACT_TEXT - 1 - used, size = strlen(more);
  if (size > room) size = room;
  memcpy(text + used, more, size);
  text[used + size] = 0;
  return text;
}

/* A number in base 10, or in base 8 or 16 with 0 or 0x before it. */
static inline const char *number(long long value, unsigned base) {
  char digits[32], *at = digits + sizeof digits - 1;
  unsigned long long left = base == 10 && value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value;
  *at = 0;
  do *--at = "0123456789abcdef"[left % base];
  while (left /= base);
  if (base == 16) *--at = 'x';
  if (base != 10) *--at = '0';
  if (base == 10 && value < 0) *--at = '-';
  return contract_append(contract_text(), at);
}

/* "read_" and "after" make the key "read_after": for checks in loops. */
static inline const char *join(const char *first, const char *second) {
  return contract_append(contract_append(contract_text(), first), second);
}

struct contract_name {
  long long value;
  const char *name;
};
#define NAME(constant) {constant, #constant}

/* ---- Names of errors. ---- */

static const struct contract_name contract_errors[] __attribute__((unused)) = {
    NAME(EPERM), NAME(ENOENT), NAME(ESRCH), NAME(EINTR), NAME(EIO),
    NAME(ENXIO), NAME(E2BIG), NAME(ENOEXEC), NAME(EBADF), NAME(ECHILD),
    NAME(EAGAIN), NAME(ENOMEM), NAME(EACCES), NAME(EFAULT), NAME(ENOTBLK),
    NAME(EBUSY), NAME(EEXIST), NAME(EXDEV), NAME(ENODEV), NAME(ENOTDIR),
    NAME(EISDIR), NAME(EINVAL), NAME(ENFILE), NAME(EMFILE), NAME(ENOTTY),
    NAME(ETXTBSY), NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(EROFS),
    NAME(EMLINK), NAME(EPIPE), NAME(EDOM), NAME(ERANGE), NAME(EDEADLK),
    NAME(ENAMETOOLONG), NAME(ENOLCK), NAME(ENOSYS), NAME(ENOTEMPTY),
    NAME(ELOOP), NAME(ENODATA), NAME(ETIME), NAME(EPROTO), NAME(EBADMSG), NAME(ELIBBAD),
    NAME(EOVERFLOW), NAME(EILSEQ), NAME(ENOTSOCK), NAME(EDESTADDRREQ),
    NAME(EMSGSIZE), NAME(EPROTOTYPE), NAME(ENOPROTOOPT), NAME(EPROTONOSUPPORT),
    NAME(ESOCKTNOSUPPORT), NAME(EOPNOTSUPP), NAME(EPFNOSUPPORT),
    NAME(EAFNOSUPPORT), NAME(EADDRINUSE), NAME(EADDRNOTAVAIL), NAME(ENETDOWN),
    NAME(ENETUNREACH), NAME(ECONNABORTED), NAME(ECONNRESET), NAME(ENOBUFS),
    NAME(EISCONN), NAME(ENOTCONN), NAME(ETIMEDOUT), NAME(ECONNREFUSED),
    NAME(EHOSTUNREACH), NAME(EALREADY), NAME(EINPROGRESS), NAME(ESTALE),
    NAME(EDQUOT), NAME(ECANCELED), NAME(EOWNERDEAD), NAME(ENOTRECOVERABLE),
    NAME(EIDRM), NAME(ENOMSG), NAME(ELIBBAD), NAME(EUSERS), NAME(ETOOMANYREFS),
};

/* EAGAIN for 11, "0" for 0: also for the results of pthread calls, which return the error. */
static inline const char *error_name(int error) {
  if (error == 0) return "0";
  for (size_t i = 0; i < sizeof contract_errors / sizeof *contract_errors; i++)
    if (contract_errors[i].value == error) return contract_errors[i].name;
  return join("errno ", number(error, 10));
}

/* The result of a system call: its value, or the name of the error when it is -1. */
static inline const char *call(long result) { return result == -1 ? error_name(errno) : number(result, 10); }

/* The same, for results that are not the same everywhere (descriptors, pids): "ok" or the error. */
static inline const char *made(long result) { return result == -1 ? error_name(errno) : "ok"; }

/* What read-like calls brought: text(buffer, read(fd, buffer, n)). Bytes that cannot be printed show as \00. */
static inline const char *text(const void *bytes, long size) {
  if (size < 0) return error_name(errno);
  char *start = contract_text(), *out = start;
  for (long i = 0; i < size && out < start + CONTRACT_TEXT - 4; i++) {
    unsigned char c = ((const unsigned char *)bytes)[i];
    if (c >= ' ' && c < 127) {
      *out++ = (char)c;
    } else {
      *out++ = '\\';
      *out++ = "0123456789abcdef"[c >> 4];
      *out++ = "0123456789abcdef"[c & 15];
    }
  }
  *out = 0;
  return start;
}

/* ---- Flags by name: "POLLIN|POLLHUP"; "0" for none; bits without a name as one number. ---- */

static inline const char *flags(long long value, const struct contract_name *names, size_t count) {
  char *out = contract_text();
  for (size_t i = 0; i < count; i++) {
    if (names[i].value == 0 || (value & names[i].value) != names[i].value) continue;
    if (*out) contract_append(out, "|");
    contract_append(out, names[i].name);
    value &= ~names[i].value;
  }
  if (value && *out) contract_append(out, "|");
  if (value) contract_append(out, number(value, 16));
  return *out ? out : "0";
}

/* The name of one value; a value without a name as a number. */
static inline const char *one_of(long long value, const struct contract_name *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (names[i].value == value) return names[i].name;
  return number(value, 10);
}

/* FLAGS(value, NAME(A), NAME(B)) and ONE_OF(value, NAME(A), …), for flags that only one contract needs. */
#define CONTRACT_TABLE(...) ((const struct contract_name[]){__VA_ARGS__})
#define CONTRACT_COUNT(...) (sizeof CONTRACT_TABLE(__VA_ARGS__) / sizeof(struct contract_name))
#define FLAGS(value, ...) flags(value, CONTRACT_TABLE(__VA_ARGS__), CONTRACT_COUNT(__VA_ARGS__))
#define ONE_OF(value, ...) one_of(value, CONTRACT_TABLE(__VA_ARGS__), CONTRACT_COUNT(__VA_ARGS__))

/* The revents of poll. */
static inline const char *poll_events(short events) {
  return FLAGS(events, NAME(POLLIN), NAME(POLLPRI), NAME(POLLOUT), NAME(POLLERR), NAME(POLLHUP), NAME(POLLNVAL),
               NAME(POLLRDHUP));
}

/* The events of epoll_wait. */
static inline const char *epoll_events(uint32_t events) {
  return FLAGS(events, NAME(EPOLLIN), NAME(EPOLLPRI), NAME(EPOLLOUT), NAME(EPOLLERR), NAME(EPOLLHUP),
               NAME(EPOLLRDHUP));
}

/* fcntl(F_GETFL): access mode and status flags. O_LARGEFILE, which the C library adds, is left out. */
static inline const char *open_flags(long value) {
  if (value == -1) return error_name(errno);
  const char *access = ONE_OF(value & 3, NAME(O_RDONLY), NAME(O_WRONLY), NAME(O_RDWR));
  const char *status = FLAGS(value & ~0100003l, NAME(O_APPEND), NAME(O_NONBLOCK), NAME(O_ASYNC), NAME(O_SYNC),
                             NAME(O_DIRECT), NAME(O_DIRECTORY), NAME(O_NOFOLLOW), NAME(O_NOATIME), NAME(O_PATH));
  return status[0] == '0' && !status[1] ? access : join(join(access, "|"), status);
}

/* fcntl(F_GETFD). */
static inline const char *descriptor_flags(long value) {
  return value == -1 ? error_name(errno) : FLAGS(value, NAME(FD_CLOEXEC));
}

/* st_mode: "S_IFREG 0644". */
static inline const char *mode(unsigned value) {
  const char *type = ONE_OF(value & S_IFMT, NAME(S_IFREG), NAME(S_IFDIR), NAME(S_IFLNK), NAME(S_IFIFO),
                            NAME(S_IFCHR), NAME(S_IFBLK), NAME(S_IFSOCK));
  return join(join(type, " "), number(value & 07777, 8));
}

/* ---- Signals and the ends of processes. ---- */

static inline const char *signal_name(int signal) {
  if (signal >= SIGRTMIN && signal <= SIGRTMAX) return join("SIGRTMIN+", number(signal - SIGRTMIN, 10));
  return ONE_OF(signal, NAME(SIGHUP), NAME(SIGINT), NAME(SIGQUIT), NAME(SIGILL), NAME(SIGTRAP), NAME(SIGABRT),
                NAME(SIGBUS), NAME(SIGFPE), NAME(SIGKILL), NAME(SIGUSR1), NAME(SIGSEGV), NAME(SIGUSR2), NAME(SIGPIPE),
                NAME(SIGALRM), NAME(SIGTERM), NAME(SIGCHLD), NAME(SIGCONT), NAME(SIGSTOP), NAME(SIGTSTP),
                NAME(SIGTTIN), NAME(SIGTTOU), NAME(SIGURG), NAME(SIGXCPU), NAME(SIGXFSZ), NAME(SIGVTALRM),
                NAME(SIGPROF), NAME(SIGWINCH), NAME(SIGIO), NAME(SIGPWR), NAME(SIGSYS));
}

/* The members of a set, "SIGUSR1|SIGCHLD", in the order of their numbers; "none". */
static inline const char *signal_set(const sigset_t *set) {
  char *out = contract_text();
  for (int signal = 1; signal <= 64; signal++) {
    if (sigismember(set, signal) != 1) continue;
    if (*out) contract_append(out, "|");
    contract_append(out, signal_name(signal));
  }
  return *out ? out : "none";
}

/* The si_code of a fault or of a sent signal. */
static inline const char *signal_code(int signal, int code) {
  if (code == SI_KERNEL) return "SI_KERNEL";
  if (code > 0 && signal == SIGSEGV) return ONE_OF(code, NAME(SEGV_MAPERR), NAME(SEGV_ACCERR));
  if (code > 0 && signal == SIGBUS) return ONE_OF(code, NAME(BUS_ADRALN), NAME(BUS_ADRERR));
  if (code > 0 && signal == SIGFPE) return ONE_OF(code, NAME(FPE_INTDIV), NAME(FPE_INTOVF));
  if (code > 0 && signal == SIGILL) return ONE_OF(code, NAME(ILL_ILLOPC), NAME(ILL_ILLOPN));
  if (code > 0 && signal == SIGTRAP) return ONE_OF(code, NAME(TRAP_BRKPT), NAME(TRAP_TRACE));
  if (code > 0 && signal == SIGCHLD)
    return ONE_OF(code, NAME(CLD_EXITED), NAME(CLD_KILLED), NAME(CLD_DUMPED), NAME(CLD_STOPPED), NAME(CLD_CONTINUED));
  return ONE_OF(code, NAME(SI_USER), NAME(SI_QUEUE), NAME(SI_TIMER), NAME(SI_MESGQ), NAME(SI_ASYNCIO), NAME(SI_TKILL));
}

/* A wait status: "exited 3", "killed SIGSEGV", "stopped SIGSTOP", "continued". Core dumps are left out. */
static inline const char *wait_status(int status) {
  if (WIFEXITED(status)) return join("exited ", number(WEXITSTATUS(status), 10));
  if (WIFSIGNALED(status)) return join("killed ", signal_name(WTERMSIG(status)));
  if (WIFSTOPPED(status)) return join("stopped ", signal_name(WSTOPSIG(status)));
  return WIFCONTINUED(status) ? "continued" : join("status ", number(status, 16));
}

/* Waits for that child and tells how it ended, or the error of waitpid. */
static inline const char *reap(pid_t child) {
  int status = 0;
  pid_t got;
  do got = waitpid(child, &status, 0);
  while (got == -1 && errno == EINTR);
  return got == -1 ? error_name(errno) : wait_status(status);
}

/* ---- What a contract says. ---- */

static const char *contract_first_wrong;

static inline void contract_line(const char *key, const char *colon, const char *value) {
  char line[2 * CONTRACT_TEXT + 8] = "";
  size_t size = 0;
  const char *parts[] = {key, colon, value, "\n"};
  for (int i = 0; i < 4; i++)
    for (const char *from = parts[i]; *from && size < sizeof line - 1;) line[size++] = *from++;
  if (write(STDOUT_FILENO, line, size) != (ssize_t)size) _exit(3);
}

static inline void check_text(const char *key, const char *observed, const char *expected) {
  static char wrong[CONTRACT_TEXT];
  contract_line(key, ": ", observed);
  if (!strcmp(observed, expected) || contract_first_wrong) return;
  contract_first_wrong = contract_append(wrong, key);
}

static inline void check_number(const char *key, long long observed, long long expected) {
  if (observed == expected) contract_line(key, ": ", number(observed, 10));
  else check_text(key, number(observed, 10), number(expected, 10));
}

/* check(key, observed, expected): texts or whole numbers. */
#define check(key, observed, expected) \
  _Generic((observed), char *: check_text, const char *: check_text, default: check_number)(key, observed, expected)

/* An observation that the contract itself does not judge; it is still compared with Linux's. */
#define observe(key, observed) check(key, observed, observed)

/* The last line. For the end of main: return verdict(); */
static inline int verdict(void) {
  if (contract_first_wrong) contract_line("CONTRACT_FAIL ", contract_first_wrong, "");
  else contract_line("CONTRACT_PASS", "", "");
  return contract_first_wrong ? 1 : 0;
}

/* A step that the contract needs but is not about: its result, or the end: `setup: pipe(p) EMFILE`. */
static inline long contract_must(long result, const char *what) {
  if (result != -1) return result;
  contract_line("setup: ", what, join(" ", error_name(errno)));
  contract_line("CONTRACT_FAIL ", "setup", "");
  _exit(1);
}
#define must(step) contract_must((long)(step), #step)

/* A fresh directory of our own under /tmp, entered. Contracts name their files relative to it. */
static inline void scratch(void) {
  static char path[] = "/tmp/contract.XXXXXX";
  must(mkdtemp(path) ? 0 : -1);
  must(chdir(path));
}

/* ---- Waiting without sleeping. ---- */

enum { SOON = 0, BOUND = 5000 }; /* timeouts, in milliseconds: look now; and a bound that a slow machine keeps */

/* What poll says of one descriptor within a time; "timeout" when nothing is to say. */
static inline const char *poll_one(int fd, short events, int milliseconds) {
  struct pollfd one = {.fd = fd, .events = events};
  int ready = poll(&one, 1, milliseconds);
  return ready == -1 ? error_name(errno) : ready == 0 ? "timeout" : poll_events(one.revents);
}

/* Returns when that thread (a child's pid, or a tid of ours) sleeps in the kernel: "S" in /proc/TID/stat. The
 * other side should say first, through a pipe, that its next call is the one that blocks. */
static inline void await_sleep(pid_t thread) {
  char stat[128];
  const char *path = join(join("/proc/", number(thread, 10)), "/stat");
  for (;;) {
    int fd = (int)must(open(path, O_RDONLY));
    ssize_t size = must(read(fd, stat, sizeof stat - 1));
    close(fd);
    stat[size] = 0;
    const char *state = strrchr(stat, ')');
    if (state && state[2] == 'S') return;
    sched_yield();
  }
}

static inline long long clock_ns(clockid_t clock) {
  struct timespec now;
  must(clock_gettime(clock, &now));
  return now.tv_sec * 1000000000ll + now.tv_nsec;
}
#endif
