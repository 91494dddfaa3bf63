/* Calls of processes, signals and memory. Included by interpreter.c. */
#ifndef PROCESS_CALLS_H
#define PROCESS_CALLS_H

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

#endif
