/* Carries out random sequences of system calls, the same on Linux and on any target. Behind the program, in its
 * own file, stand the sequences:
 *
 *     name a b c d      one call a line, arguments in decimal
 *     .                 the end of a sequence
 *
 * Each sequence runs in a child of its own, in an empty folder of its own. Every call prints a line. Descriptors and mappings are named by slots, files by numbers, so nothing that differs between
 * machines is printed. What could block is non-blocking.
 *
 * A call "1:read 0 5" is made by a thread of its own, of three that take turns: the next call comes when it has ended, or
 * sleeps in the kernel. A sleeper is said to block, and what it answers is told after the call that woke it. Of two that
 * sleep nobody knows who comes first, so there the sequence ends.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 8, MAPS = 4, PAGE = 4096, RESERVED = 16 * PAGE };
static int slot[SLOTS];
static char *map[MAPS];
static __thread unsigned char buffer[65536 * 2];
static volatile int handled[65];
static const char *names[] = {"a", "b", "c", "d"};
#define NAME(i) names[(unsigned long)(i) % (sizeof names / sizeof *names)]
#define FD(i) slot[(unsigned long)(i) % SLOTS]
#define MAP(i) map[(unsigned long)(i) % MAPS]

enum { WORKERS = 3, IDLE = 0, CALLED = 1 };
struct worker {
	pthread_t thread;
	_Atomic int tid, state;
	int status; /* its /proc stat file */
	char line[128], out[768];
	size_t used;
};
static struct worker workers[WORKERS];
static __thread struct worker *own;
static int has_workers;

/* To standard output; of a thread, to where the first one finds it. */
static void say(const char *format, ...)
{
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (own) {
		if (own->used + (size_t)length < sizeof own->out) memcpy(own->out + own->used, line, length), own->used += length;
		return;
	}
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

/* A new descriptor goes into a slot; what was there is closed, as a program that forgets would not. Beside threads it
 * stays open: a sleeper that its end wakes would run beside the rest of this call. */
static void keep(long at, long fd)
{
	if (fd >= 0) {
		if (FD(at) >= 0 && !own)
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
		int result = pipe2(ends, (c & 2 ? 0 : O_NONBLOCK) | (c & 1 ? O_DIRECT : 0));
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
	if (is(name, "eventfd")) keep(a, eventfd((unsigned)b, (c & 2 ? 0 : EFD_NONBLOCK) | (c & 1 ? EFD_SEMAPHORE : 0)));
	else if (is(name, "add")) { uint64_t v = (uint64_t)b; answer(write(FD(a), &v, 8)); }
	else if (is(name, "take")) { uint64_t v = 0; long n = read(FD(a), &v, 8); if (n < 0) answer(n); else say(" = %ld %llu\n", n, (unsigned long long)v); }
	else if (is(name, "socketpair")) {
		static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
		int ends[2], result = socketpair(AF_UNIX, types[(unsigned long)c % 3] | ((unsigned long)c < 3 ? SOCK_NONBLOCK : 0), 0, ends);
		if (result < 0) answer(result);
		else { keep(a, ends[0]); keep(b, ends[1]); }
	}
	else if (is(name, "send")) { fill(bound(b), c); answer(send(FD(a), buffer, bound(b), MSG_NOSIGNAL)); }
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
	else if (is(name, "await")) {
		struct epoll_event events[8];
		int n = epoll_wait(FD(a), events, 1 + (int)((unsigned long)b % 8), -1);
		if (n < 0) { answer(n); return 1; }
		say(" = %d", n);
		for (int i = 0; i < n; i++) say(" %u:%x", events[i].data.u32, events[i].events);
		say("\n");
	}
	else if (is(name, "awaitpoll")) {
		struct pollfd fds[2] = {{FD(a), (short)c, 0}, {FD(b), (short)c, 0}};
		int n = poll(fds, 2, -1);
		if (n < 0) answer(n);
		else say(" = %d %x %x\n", n, fds[0].revents, fds[1].revents);
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

/* A name in the loopback, or one of the kernel's choice. */
static socklen_t own_name(int domain, struct sockaddr_storage *name)
{
	memset(name, 0, sizeof *name);
	name->ss_family = (sa_family_t)domain;
	if (domain == AF_INET) ((struct sockaddr_in *)name)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (domain == AF_INET6) ((struct sockaddr_in6 *)name)->sin6_addr = in6addr_loopback;
	return domain == AF_INET ? sizeof(struct sockaddr_in) : domain == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(sa_family_t);
}

/* A socket that is bound. */
static int bound_socket(int domain, int type)
{
	struct sockaddr_storage name;
	int fd = socket(domain, type | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&name, own_name(domain, &name)) < 0) return close(fd), -1;
	return fd;
}

static int option_of(int fd, int name)
{
	int value = -1;
	socklen_t size = sizeof value;
	getsockopt(fd, SOL_SOCKET, name, &value, &size);
	return value;
}

static const struct { int domain, type; } kinds[] = {
	{AF_INET, SOCK_STREAM}, {AF_UNIX, SOCK_STREAM}, {AF_UNIX, SOCK_SEQPACKET}, {AF_INET6, SOCK_STREAM}, {AF_INET, SOCK_DGRAM}, {AF_UNIX, SOCK_DGRAM},
};

static int socket_call(const char *name, long a, long b, long c, long d)
{
	struct sockaddr_storage to = {0};
	socklen_t size = sizeof to;
	if (is(name, "listen")) {
		int fd = bound_socket(kinds[(unsigned long)b % 4].domain, kinds[(unsigned long)b % 4].type);
		if (fd >= 0) listen(fd, (int)((unsigned long)c % 4));
		keep(a, fd);
	}
	else if (is(name, "relisten")) answer(listen(FD(a), (int)((unsigned long)b % 4)));
	else if (is(name, "bound")) keep(a, bound_socket(kinds[(unsigned long)b % 6].domain, kinds[(unsigned long)b % 6].type));
	else if (is(name, "connect")) {
		int other = FD(b), domain = option_of(other, SO_DOMAIN);
		if (domain < 0 || getsockname(other, (struct sockaddr *)&to, &size) < 0) { answer(-1); return 1; }
		int fd = socket(domain, option_of(other, SO_TYPE) | SOCK_NONBLOCK, 0), result = connect(fd, (struct sockaddr *)&to, size), error = errno;
		if (FD(a) >= 0 && !own) close(FD(a));
		FD(a) = fd;
		errno = error;
		answer(result);
	}
	else if (is(name, "aim")) {
		if (getsockname(FD(b), (struct sockaddr *)&to, &size) < 0) answer(-1);
		else answer(connect(FD(a), (struct sockaddr *)&to, size));
	}
	else if (is(name, "unaim")) answer(connect(FD(a), (struct sockaddr *)&to, sizeof(struct sockaddr)));
	else if (is(name, "accept")) keep(a, accept4(FD(b), 0, 0, SOCK_NONBLOCK));
	else if (is(name, "sendto")) {
		fill(bound(c), d);
		if (getsockname(FD(b), (struct sockaddr *)&to, &size) < 0) answer(-1);
		else answer(sendto(FD(a), buffer, bound(c), MSG_NOSIGNAL, (struct sockaddr *)&to, size));
	}
	else if (is(name, "oob")) { fill(bound(b), c); answer(send(FD(a), buffer, bound(b), MSG_NOSIGNAL | MSG_OOB)); }
	else if (is(name, "takeoob")) told(recv(FD(a), buffer, 4, MSG_OOB | MSG_DONTWAIT | (b & 1 ? MSG_PEEK : 0)));
	else if (is(name, "mark")) { int mark = -1; if (ioctl(FD(a), SIOCATMARK, &mark) < 0) answer(-1); else answer(mark); }
	else if (is(name, "inq")) { int bytes = -1; if (ioctl(FD(a), FIONREAD, &bytes) < 0) answer(-1); else answer(bytes); }
	else if (is(name, "error")) answer(option_of(FD(a), SO_ERROR));
	else if (is(name, "option")) {
		struct linger linger = {(int)c & 1, 0};
		int value = (int)c;
		if (b == 0) { value &= 1; answer(setsockopt(FD(a), SOL_SOCKET, SO_OOBINLINE, &value, sizeof value)); }
		else if (b == 1) answer(setsockopt(FD(a), SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value));
		else if (b == 2) answer(setsockopt(FD(a), SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
		else { value -= 2; answer(setsockopt(FD(a), SOL_SOCKET, SO_PEEK_OFF, &value, sizeof value)); }
	}
	else if (is(name, "pass")) {
		char control[CMSG_SPACE(sizeof(int))] = {0};
		struct iovec part = {"p", 1};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
		struct cmsghdr *head = CMSG_FIRSTHDR(&message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(head), &FD(b), sizeof(int));
		answer(sendmsg(FD(a), &message, MSG_NOSIGNAL));
	}
	else if (is(name, "receive")) {
		char control[CMSG_SPACE(sizeof(int))] = {0};
		struct iovec part = {buffer, 1};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
		long got = recvmsg(FD(a), &message, 0);
		if (got < 0) { answer(got); return 1; }
		struct cmsghdr *head = message.msg_controllen ? CMSG_FIRSTHDR(&message) : 0;
		if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
			int fd;
			memcpy(&fd, CMSG_DATA(head), sizeof fd);
			if (FD(b) >= 0 && !own) close(FD(b));
			FD(b) = fd;
			say(" = %ld with %x\n", got, message.msg_flags);
		} else say(" = %ld %x\n", got, message.msg_flags);
	}
	else return 0;
	return 1;
}

#include "process-calls.h"
#include "terminal-calls.h"

static void carry_out(const char *line)
{
	char name[32];
	long a = 0, b = 0, c = 0, d = 0;
	sscanf(line, "%31s %ld %ld %ld %ld", name, &a, &b, &c, &d);
	if (!file_call(name, a, b, c, d) && !event_call(name, a, b, c, d) && !socket_call(name, a, b, c, d) && !process_call(name, a, b, c, d) && !terminal_call(name, a, b, c, d)) {
		say(" unknown\n");
		_exit(8);
	}
}

#include "turns.h"

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
		say("%s", line);
		if (line[1] != ':') carry_out(line);
		else if (!take_turn((line[0] - '0') % WORKERS, line + 2)) return;
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
