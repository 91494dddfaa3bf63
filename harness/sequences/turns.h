/* Threads that take turns: each call is carried out by the thread it names, until it has ended or sleeps in it. Included by
 * interpreter.c, whose worker and carry_out it uses. */
#ifndef TURNS_H
#define TURNS_H

/* A thread waits for its turn, makes its call, and says that it has. */
static void *work(void *mine)
{
	own = mine;
	own->tid = (int)syscall(SYS_gettid);
	for (;;) {
		while (own->state == IDLE) syscall(SYS_futex, &own->state, 128 /* FUTEX_WAIT_PRIVATE */, IDLE, 0);
		carry_out(own->line);
		own->state = IDLE;
	}
	return 0;
}

enum { FAR = 500 };

/* Opened once, and far from the numbers that the sequence gets: a number that comes and goes beside a poll is seen by it. */
static int open_status(int tid)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
	int fd = open(path, O_RDONLY), far = fcntl(fd, F_DUPFD, FAR);
	close(fd);
	if (far < 0) _exit(7);
	return far;
}

static char state_of(const struct worker *worker)
{
	char text[256];
	long size = pread(worker->status, text, sizeof text - 1, 0);
	if (size < 0) return '?';
	text[size] = 0;
	char *end = strrchr(text, ')');
	return end ? end[2] : '?';
}

/* Until it has ended (1) or sleeps in its call (0). Whoever is woken is runnable from that moment on; on its way into
 * the call it may sleep for a moment for reasons of the kernel's own, so one look does not tell. */
static int settle(struct worker *worker)
{
	for (int asleep = 0; asleep < 5;) {
		if (worker->state == IDLE) return 1;
		asleep = state_of(worker) == 'S' ? asleep + 1 : 0;
		sched_yield();
	}
	return worker->state == IDLE;
}

static void start_workers(void)
{
	if (has_workers) return;
	has_workers = 1;
	/* A table that threads share grows only after a grace period of the kernel's, some milliseconds. */
	if (dup2(1, FAR + WORKERS) < 0) _exit(7);
	close(FAR + WORKERS);
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&workers[i].thread, 0, work, &workers[i])) _exit(7);
	for (int i = 0; i < WORKERS; i++) {
		while (workers[i].tid == 0) sched_yield();
		workers[i].status = open_status(workers[i].tid);
	}
}

static void tell(struct worker *worker)
{
	worker->out[worker->used] = 0;
	say("%s", worker->out);
	worker->used = 0;
}

/* One turn; answers whether the sequence goes on. */
static int take_turn(int number, const char *line)
{
	static struct worker *sleeper;
	struct worker *worker = &workers[number];
	start_workers();
	if (worker == sleeper) { say(" = asleep\n"); return 1; }
	snprintf(worker->line, sizeof worker->line, "%s", line);
	worker->state = CALLED;
	syscall(SYS_futex, &worker->state, 129 /* FUTEX_WAKE_PRIVATE */, 1);
	int ended = settle(worker);
	int woken = sleeper && settle(sleeper);
	if (!ended) ended = settle(worker);
	if (ended) tell(worker);
	else say(" blocks\n");
	if (woken) { say("%d woke", (int)(sleeper - workers)); tell(sleeper); sleeper = 0; }
	if (!ended && sleeper) { say("two sleep\n"); return 0; }
	if (!ended) sleeper = worker;
	return 1;
}

#endif
