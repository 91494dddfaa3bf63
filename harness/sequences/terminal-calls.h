/* A terminal of the sequence's own: keys, output, settings. After each call both ends are read until nothing is left, the
 * program's end first, which also fetches what is on its way; so what is seen does not depend on time. */
#include <termios.h>

static int master_end = -1, program_end = -1;

static const char keys[] = "\n\r\t\b\177\25\27\26\22\4\3\34\32\23\21\0\377\303\244 abZ_9/;,\033x\\";
enum { KEYS = sizeof keys - 1 };

static void open_terminal(void)
{
	if (master_end >= 0) return;
	int unlocked = 0, number = -1;
	char name[32];
	master_end = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
	ioctl(master_end, TIOCSPTLCK, &unlocked);
	ioctl(master_end, TIOCGPTN, &number);
	snprintf(name, sizeof name, "/dev/pts/%d", number);
	program_end = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK);
}

/* What can be read, as text: each read of the program's in brackets, since where it is cut is a promise there. */
static size_t drain(int fd, char *text, size_t room)
{
	size_t used = 0;
	for (int reads = 0; reads < 40; reads++) {
		unsigned char bytes[48];
		ssize_t n = read(fd, bytes, sizeof bytes);
		if (n < 0 && errno == EAGAIN) break;
		if (used + 4 * sizeof bytes + 8 > room) break;
		if (n < 0) used += (size_t)snprintf(text + used, room - used, "E%d", errno);
		if (fd == program_end) text[used++] = '[';
		for (ssize_t i = 0; i < n; i++)
			used += (size_t)snprintf(text + used, room - used, bytes[i] > 32 && bytes[i] < 127 ? "%c" : "\\%02x", bytes[i]);
		if (fd == program_end) text[used++] = ']';
		if (n < 0) break;
	}
	text[used] = 0;
	return used;
}

static void seen(long result)
{
	char read_back[224], shown[224];
	int error = errno, waiting = -1;
	drain(program_end, read_back, sizeof read_back);
	drain(master_end, shown, sizeof shown);
	ioctl(program_end, FIONREAD, &waiting);
	struct pollfd both[] = {{program_end, POLLIN | POLLOUT, 0}, {master_end, POLLIN | POLLOUT, 0}};
	poll(both, 2, 0);
	say(" = %s%ld read %s screen %s left %d poll %x %x\n", result < 0 ? "E" : "", result < 0 ? (long)error : result, read_back, shown,
	    waiting, both[0].revents, both[1].revents);
}

static void put_keys(int fd, long a, long b, long c, long d)
{
	char bytes[4] = {keys[(unsigned long)a % KEYS], keys[(unsigned long)b % KEYS], keys[(unsigned long)c % KEYS], keys[(unsigned long)d % KEYS]};
	seen(write(fd, bytes, 4));
}

static int terminal_call(const char *name, long a, long b, long c, long d)
{
	static const tcflag_t inputs[] = {ISTRIP, INLCR, IGNCR, ICRNL, IUCLC, IXON, IXANY, PARMRK, IUTF8, INPCK, IGNBRK};
	static const tcflag_t outputs[] = {OPOST, OLCUC, ONLCR, OCRNL, ONOCR, ONLRET, TAB3};
	static const tcflag_t locals[] = {ISIG, ICANON, ECHO, ECHOE, ECHOK, ECHONL, NOFLSH, ECHOCTL, ECHOPRT, ECHOKE, IEXTEN, 0200000};
	static const int characters[] = {VINTR, VERASE, VKILL, VEOF, VSTART, VSTOP, VEOL, VREPRINT, VWERASE, VLNEXT, VEOL2, VSUSP};
	int changes = is(name, "input") || is(name, "output") || is(name, "local") || is(name, "character");
	if (!changes && !is(name, "type") && !is(name, "print") && !is(name, "flush") && !is(name, "flow")) return 0;
	struct termios t;
	open_terminal();
	if (is(name, "type")) put_keys(master_end, a, b, c, d);
	else if (is(name, "print")) put_keys(program_end, a, b, c, d);
	else if (is(name, "flush")) seen(tcflush(b & 1 ? master_end : program_end, (int)a));
	else if (is(name, "flow")) seen(tcflow(program_end, (int)a));
	else {
		if (tcgetattr(program_end, &t) < 0) { seen(-1); return 1; }
		if (is(name, "input")) t.c_iflag ^= inputs[(unsigned long)a % 11];
		else if (is(name, "output")) t.c_oflag ^= outputs[(unsigned long)a % 7];
		else if (is(name, "local")) t.c_lflag ^= locals[(unsigned long)a % 12];
		else t.c_cc[characters[(unsigned long)a % 12]] = (cc_t)keys[(unsigned long)c % KEYS];
		seen(tcsetattr(program_end, (int)((unsigned long)b % 3), &t));
	}
	return 1;
}
