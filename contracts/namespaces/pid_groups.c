/* Contract:  Groups and sessions are named by their numbers in one's own pid namespace, by kill, waitpid, setpgid and
 *            getpgid.
 * Source:    pid_namespaces(7), "Description"; kill(2), setpgid(2)
 * Covers:    clone kill setpgid getpgid wait4
 * Requires:  namespaces
 */
#include "contract.h"

#include <sched.h>

static char stack[65536] __attribute__((aligned(16)));

static int answers[2];

static void answer(const char *text) { (void)!write(answers[1], text, strlen(text) + 1); }

static int first(void *unused) {
  int hold[2], status;
  (void)unused;
  if (setsid() != 1 || pipe(hold)) _exit(9);
  pid_t member = fork();
  if (!member) {
    for (;;) pause();
  }
  answer(number(member, 10));
  answer(call(setpgid(member, member)));
  answer(number(getpgid(member), 10));
  answer(number(getpgrp(), 10));
  answer(call(kill(-member, 0)));
  answer(call(kill(-99, 0)));
  answer(call(kill(-member, SIGTERM)));
  answer(number(waitpid(-member, &status, 0), 10));
  answer(wait_status(status));
  answer(call(kill(-member, 0)));
  _exit(0);
}

int main(void) {
  must(pipe(answers));
  pid_t child = (pid_t)must(clone(first, stack + sizeof stack, CLONE_NEWPID | SIGCHLD, 0));
  check("first", reap(child), "exited 0");
  must(close(answers[1]));
  static char buffer[1024];
  long size = must(read(answers[0], buffer, sizeof buffer));
  static const struct {
    const char *key, *expected;
  } expected[] = {{"member", "2"},           {"setpgid", "0"},  {"its_group", "2"},           {"own_group", "1"},
                  {"ask_group", "0"},        {"ask_nobody", "ESRCH"}, {"kill_group", "0"},    {"wait_for_group", "2"},
                  {"status", "killed SIGTERM"}, {"gone", "ESRCH"}};
  const char *at = buffer;
  for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++) {
    check(expected[i].key, at < buffer + size ? at : "nothing", expected[i].expected);
    at += strlen(at) + 1;
  }
  return verdict();
}
