/* Carries out random sequences of system calls, the same on Linux and on any target. Behind the program, in its
 * own file, stand the sequences:
 *
 *     name a b c d      one call a line, arguments in decimal
 *     .                 the end of a sequence
 *
 * Each sequence runs in a child of its own, in an empty folder of its own. Every call prints a line. Descriptors and mappings are named by slots, files by numbers, so nothing that differs between
 * machines is printed. What could block is non-blocking.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 8, MAPS = 4, PAGE = 4096, RESERVED = 16 * PAGE };
static int slot[SLOTS];
static char *map[MAPS];
static unsigned char buffer[65536 * 2];
static volatile int handled[65];
static const char *names[] = {"a", "b", "c", "d"};
#define NAME(i) names[(unsigned long)(i) % (sizeof names / sizeof *names)]
#define FD(i) slot[(unsigned long)(i) % SLOTS]
#define MAP(i) map[(unsigned long)(i) % MAPS]

static void say(const char *format, ...)
{
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	for (int done = 0; done < length;) {
		ssize_t n = write(1, line + done, length - done);
		if (n <= 0)
			_exit(9);
		done += n;
	}
}

static long answer(long value)
{
	if (value < 0)
		say(" = E%d\n", errno);
	else
		say(" = %ld\n", value);
	return value;
}

static unsigned sum(const unsigned char *data, long length)
{
	unsigned hash = 2166136261u;
	for (long i = 0; i < length; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return hash;
}

/* A new descriptor goes into a slot; what was there is closed, as a program that forgets would not. */
static void keep(long at, long fd)
{
	if (fd >= 0) {
		if (FD(at) >= 0)
			close(FD(at));
		FD(at) = (int)fd;
		answer(0);
	} else
		answer(fd);
}

static void told(long length)
{
	if (length < 0)
		answer(length);
	else
		say(" = %ld #%x\n", length, sum(buffer, length));
}

static void fill(long length, long seed)
{
	for (long i = 0; i < length; i++)
		buffer[i] = (unsigned char)(seed + i * 7);
}

static long bound(long length)
{
	return length < 0 ? 0 : length > (long)sizeof buffer ? (long)sizeof buffer : length;
}

static sigjmp_buf faulted;
static volatile int fault_signal;

static void on_signal(int signal)
{
	handled[signal]++;
	if (signal == SIGSEGV || signal == SIGBUS) {
		fault_signal = signal;
		siglongjmp(faulted, 1);
	}
}

static void touch(long at, long offset, int writes, long value)
{
	if (MAP(at) == 0) {
		say(" = none\n");
		return;
	}
	volatile unsigned char *where = (volatile unsigned char *)MAP(at) + (unsigned long)offset % (8 * PAGE);
	if (sigsetjmp(faulted, 1)) {
		say(" = signal %d\n", fault_signal);
		return;
	}
	if (writes)
		*where = (unsigned char)value;
	say(" = %d\n", *where);
}

static int flags_of(long bits)
{
	return (int)(bits & 3) | (bits & 4 ? O_CREAT : 0) | O_NONBLOCK;
}

static sigset_t set_of(long bits)
{
	static const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD};
	sigset_t set;
	sigemptyset(&set);
	for (int i = 0; i < 4; i++)
		if (bits & (1 << i))
			sigaddset(&set, signals[i]);
	if (bits & 16)
		sigaddset(&set, SIGRTMIN + 1);
	return set;
}

static int signal_of(long i)
{
	static const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD};
	return (unsigned long)i % 5 == 4 ? SIGRTMIN + 1 : signals[(unsigned long)i % 5];
}

static long bits_of(const sigset_t *set)
{
	long bits = 0;
	for (int i = 0; i < 5; i++)
		if (sigismember(set, signal_of(i)))
			bits |= 1 << i;
	return bits;
}

static int is(const char *name, const char *other) { return strcmp(name, other) == 0; }

static int file_call(const char *name, long a, long b, long c, long d)
{
	(void)d;
	if (is(name, "open")) keep(a, open(NAME(b), flags_of(c), 0600));
	else if (is(name, "close")) { answer(close(FD(a))); FD(a) = -1; }
	else if (is(name, "read")) told(read(FD(a), buffer, bound(b)));
	else if (is(name, "write")) { fill(bound(b), c); answer(write(FD(a), buffer, bound(b))); }
	else if (is(name, "pread")) told(pread(FD(a), buffer, bound(b), c));
	else if (is(name, "ftruncate")) answer(ftruncate(FD(a), b));
	else if (is(name, "dup")) keep(a, dup(FD(b)));
	else if (is(name, "dup3")) answer(dup3(FD(a), FD(b), c ? O_CLOEXEC : 0) < 0 ? -1 : 0);
	else if (is(name, "pipe")) {
		int ends[2];
		int result = pipe2(ends, O_NONBLOCK | (c & 1 ? O_DIRECT : 0));
		if (result < 0) answer(result);
		else { keep(a, ends[0]); keep(b, ends[1]); }
	}
	else if (is(name, "splice")) answer(splice(FD(a), 0, FD(b), 0, bound(c), SPLICE_F_NONBLOCK));
	else if (is(name, "tee")) answer(tee(FD(a), FD(b), bound(c), SPLICE_F_NONBLOCK));
	else return 0;
	return 1;
}

static int event_call(const char *name, long a, long b, long c, long d)
{
	if (is(name, "eventfd")) keep(a, eventfd((unsigned)b, EFD_NONBLOCK | (c & 1 ? EFD_SEMAPHORE : 0)));
	else if (is(name, "add")) { uint64_t v = (uint64_t)b; answer(write(FD(a), &v, 8)); }
	else if (is(name, "take")) { uint64_t v = 0; long n = read(FD(a), &v, 8); if (n < 0) answer(n); else say(" = %ld %llu\n", n, (unsigned long long)v); }
	else if (is(name, "socketpair")) {
		static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
		int ends[2], result = socketpair(AF_UNIX, types[(unsigned long)c % 3] | SOCK_NONBLOCK, 0, ends);
		if (result < 0) answer(result);
		else { keep(a, ends[0]); keep(b, ends[1]); }
	}
	else if (is(name, "send")) { fill(bound(b), c); answer(send(FD(a), buffer, bound(b), MSG_NOSIGNAL | (d & 1 ? MSG_OOB * 0 : 0))); }
	else if (is(name, "recv")) told(recv(FD(a), buffer, bound(b), (c & 1 ? MSG_PEEK : 0) | (c & 2 ? MSG_TRUNC : 0)));
	else if (is(name, "shutdown")) answer(shutdown(FD(a), (int)((unsigned long)b % 4)));
	else if (is(name, "epoll")) keep(a, epoll_create1(0));
	else if (is(name, "ctl")) {
		struct epoll_event event = {.events = (unsigned)d & (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI), .data.u32 = (unsigned)c};
		if (d & 0x10000) event.events |= EPOLLET;
		if (d & 0x20000) event.events |= EPOLLONESHOT;
		answer(epoll_ctl(FD(a), (int)b, FD(c), &event));
	}
	else if (is(name, "wait")) {
		struct epoll_event events[8];
		int n = epoll_wait(FD(a), events, 1 + (int)((unsigned long)b % 8), 0);
		if (n < 0) { answer(n); return 1; }
		say(" = %d", n);
		for (int i = 0; i < n; i++) say(" %u:%x", events[i].data.u32, events[i].events);
		say("\n");
	}
	else if (is(name, "poll")) {
		struct pollfd fds[3] = {{FD(a), (short)d, 0}, {FD(b), (short)d, 0}, {FD(c), (short)d, 0}};
		int n = poll(fds, 3, 0);
		if (n < 0) answer(n);
		else say(" = %d %x %x %x\n", n, fds[0].revents, fds[1].revents, fds[2].revents);
	}
	else return 0;
	return 1;
}

static int process_call(const char *name, long a, long b, long c, long d)
{
	if (is(name, "mask")) { sigset_t set = set_of(b), old; sigemptyset(&old); int r = sigprocmask((int)a, &set, &old); if (r < 0) answer(r); else say(" = %lx\n", bits_of(&old)); }
	else if (is(name, "pending")) { sigset_t set; sigemptyset(&set); sigpending(&set); say(" = %lx\n", bits_of(&set)); }
	else if (is(name, "action")) {
		struct sigaction action = {.sa_handler = b == 0 ? SIG_IGN : on_signal, .sa_flags = (c & 1 ? SA_RESETHAND : 0) | (c & 2 ? SA_NODEFER : 0)};
		action.sa_mask = set_of(d);
		answer(sigaction(signal_of(a), &action, 0));
	}
	else if (is(name, "raise")) answer(raise(signal_of(a)));
	else if (is(name, "kill")) answer(kill(getpid(), signal_of(a)));
	else if (is(name, "queue")) { union sigval value = {.sival_int = (int)b}; answer(sigqueue(getpid(), signal_of(a), value)); }
	else if (is(name, "timedwait")) { sigset_t set = set_of(a); struct timespec none = {0, 0}; siginfo_t info; memset(&info, 0, sizeof info); long r = sigtimedwait(&set, &info, &none); if (r < 0) answer(r); else say(" = %ld code %d\n", r, info.si_code); }
	else if (is(name, "handled")) { int s = signal_of(a); say(" = %d\n", handled[s]); }
	else if (is(name, "fork")) {
		int status = 0;
		pid_t child = fork();
		if (child == 0) {
			if (MAP(c)) touch(c, d, 1, b);
			if (b & 1) { signal(SIGTERM, SIG_DFL); sigset_t all; sigfillset(&all); sigprocmask(SIG_UNBLOCK, &all, 0); kill(getpid(), SIGTERM); }
			_exit((int)(b & 0x7f));
		}
		waitpid(child, &status, 0);
		say(" = %x\n", status);
	}
	else if (is(name, "mmap")) {
		size_t size = (size_t)(1 + (unsigned long)b % 8) * PAGE;
		int fd = d & 4 ? FD(d >> 4) : -1;
		/* Inside a reserved range of its own, so that whatever is unmapped or protected later is nobody else's. */
		int none = MAP_PRIVATE | MAP_ANONYMOUS | (MAP(a) ? MAP_FIXED : 0);
		char *range = mmap(MAP(a), RESERVED, PROT_NONE, none, -1, 0);
		if (range == MAP_FAILED) _exit(7);
		MAP(a) = range;
		int flags = (d & 1 ? MAP_SHARED : MAP_PRIVATE) | (fd < 0 ? MAP_ANONYMOUS : 0) | MAP_FIXED;
		if (mmap(range, size, (int)c & 3, flags, fd, 0) == MAP_FAILED) { answer(-1); return 1; }
		answer(0);
	}
	else if (is(name, "munmap")) answer(MAP(a) ? munmap(MAP(a) + (unsigned long)b % 8 * PAGE, (unsigned long)c % 4 * PAGE) : 0);
	else if (is(name, "mprotect")) answer(MAP(a) ? mprotect(MAP(a) + (unsigned long)b % 8 * PAGE, (unsigned long)c % 4 * PAGE, (int)d & 3) : 0);
	else if (is(name, "madvise")) answer(MAP(a) ? madvise(MAP(a) + (unsigned long)b % 8 * PAGE, (unsigned long)c % 4 * PAGE, MADV_DONTNEED) : 0);
	else if (is(name, "peek")) touch(a, b, 0, 0);
	else if (is(name, "poke")) touch(a, b, 1, c);
	else return 0;
	return 1;
}

static void run(char *lines)
{
	for (int i = 0; i < SLOTS; i++) slot[i] = -1;
	signal(SIGPIPE, SIG_IGN);
	struct sigaction faults = {.sa_handler = on_signal, .sa_flags = SA_NODEFER};
	sigaction(SIGSEGV, &faults, 0);
	sigaction(SIGBUS, &faults, 0);
	for (int i = 0; i < 5; i++) { struct sigaction action = {.sa_handler = on_signal}; sigaction(signal_of(i), &action, 0); }
	umask(022);
	char *rest = lines;
	for (char *line; (line = strsep(&rest, "\n"));) {
		if (*line == 0) continue;
		char name[32];
		long a = 0, b = 0, c = 0, d = 0;
		sscanf(line, "%31s %ld %ld %ld %ld", name, &a, &b, &c, &d);
		say("%s", line);
		if (!file_call(name, a, b, c, d) && !event_call(name, a, b, c, d) && !process_call(name, a, b, c, d)) { say(" unknown\n"); _exit(8); }
	}
}

static void remove_all(const char *path)
{
	struct dirent **entries;
	chmod(path, 0700);
	int count = scandir(path, &entries, 0, alphasort);
	for (int i = 0; i < count; i++) {
		char below[1024];
		const char *name = entries[i]->d_name;
		if (is(name, ".") || is(name, "..")) continue;
		snprintf(below, sizeof below, "%s/%s", path, name);
		struct stat st;
		if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode)) remove_all(below);
		else unlink(below);
		free(entries[i]);
	}
	rmdir(path);
}

int main(void)
{
	/* The sequences stand behind the program in its own file, and behind them their length in eight digits. */
	char digits[9] = {0};
	int self = open("/proc/self/exe", O_RDONLY);
	off_t end_of_file = lseek(self, 0, SEEK_END);
	if (self < 0 || pread(self, digits, 8, end_of_file - 8) != 8) return 6;
	long length = atol(digits);
	char *text = malloc(length + 1);
	if (!text || pread(self, text, length, end_of_file - 8 - length) != length) return 6;
	close(self);
	text[length] = 0;
	char *rest = text;
	for (int number = 0; rest && *rest; number++) {
		char *end = strstr(rest, "\n.\n");
		if (!end) break;
		*end = 0;
		say("sequence %d\n", number);
		if (mkdir("/tmp/sequence", 0700) < 0) return 7;
		pid_t child = fork();
		if (child == 0) {
			if (chdir("/tmp/sequence") < 0) _exit(7);
			run(rest);
			_exit(0);
		}
		int status = 0;
		waitpid(child, &status, 0);
		say("end %x\n", status);
		remove_all("/tmp/sequence");
		rest = end + 3;
	}
	return 0;
}
