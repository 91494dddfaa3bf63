/* Contract:  A handler breaks off a call that waits for its listener: EINTR, or a new notification with SA_RESTART; with
 *            SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV it does not, once the call was received. A killed task's call is gone.
 * Source:    seccomp_unotify(2), "Interaction with SA_RESTART signal handlers"; seccomp(2)
 * Covers:    seccomp ioctl kill
 * Linux:     since 5.19
 */
#include "seccomp.h"

static struct notification seen;
static int results[2], listener;
static volatile int handled;

static void on_signal(int signal) {
  (void)signal;
  handled++;
  (void)!write(results[1], "h", 1);
}

static pid_t start(int flags) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
  must(sigaction(SIGUSR1, &action, 0));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int answer = (int)syscall(SYS_getpgid, 0);
    _exit(answer == -1 ? errno & 127 : answer + handled * 100);
  }
  return child;
}

static const char *receive(void) {
  memset(&seen, 0, sizeof seen);
  return call(ioctl(listener, NOTIF_RECV, &seen));
}

static const char *send(long value) {
  struct response response = {seen.id, value, 0, 0};
  return call(ioctl(listener, NOTIF_SEND, &response));
}

static void handle(pid_t child) {
  char byte;
  must(kill(child, SIGUSR1));
  must(read(results[0], &byte, 1));
}

static void listen_with(unsigned given) { listener = (int)must(treat(SYS_getpgid, RET_USER_NOTIF, NEW_LISTENER | given)); }

int main(void) {
  must(pipe(results));
  no_new_privileges();
  pid_t first = (pid_t)must(fork());
  if (first == 0) {
    listen_with(WAIT_KILLABLE);
    pid_t child = start(0);
    int good = !strcmp(receive(), "0");
    must(kill(child, SIGUSR1));
    good += !strcmp(send(7), "0");
    _exit(good == 2 && !strcmp(reap(child), "exited 107") ? 42 : 1);
  }
  check("killable", reap(first), "exited 42");
  char byte = 0;
  check("handled_at_last", text(&byte, read(results[0], &byte, 1)), "h");

  listen_with(0);
  pid_t child = start(0);
  check("receive", receive(), "0");
  uint64_t id = seen.id;
  handle(child);
  check("interrupted", reap(child), join("exited ", number(EINTR, 10)));
  check("gone", call(ioctl(listener, NOTIF_ID_VALID, &id)), "ENOENT");
  check("too_late", send(7), "ENOENT");

  child = start(SA_RESTART);
  check("receive_restarting", receive(), "0");
  id = seen.id;
  handle(child);
  check("receive_again", receive(), "0");
  check("another_id", seen.id != id, 1);
  check("same_call", seen.pid == (uint32_t)child && seen.data.nr == SYS_getpgid, 1);
  check("send", send(8), "0");
  check("restarted", reap(child), "exited 108");

  child = start(0);
  check("receive_of_killed", receive(), "0");
  must(kill(child, SIGKILL));
  check("killed", reap(child), "killed SIGKILL");
  check("gone_with_it", call(ioctl(listener, NOTIF_ID_VALID, &seen.id)), "ENOENT");
  return verdict();
}
