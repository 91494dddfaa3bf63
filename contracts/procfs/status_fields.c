/* Contract:  /proc/PID/status names a process, its state, ids, signals and capabilities, one a line, in this order.
 * Source:    proc_pid_status(5); proc_pid_status in fs/proc/array.c
 * Covers:    read prctl sigprocmask setpgid
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/prctl.h>

static const char *of(const char *name) { return field("/proc/self/status", name); }

/* Which of the names stand in that order. */
static const char *in_order(const char *const *names, size_t count) {
  must(read_whole("/proc/self/status"));
  char *at = whole;
  for (size_t i = 0; i < count; i++) {
    char *found = strstr(at, names[i]);
    if (!found) return names[i];
    at = found;
  }
  return "all";
}

static const char *stopped(void) {
  pid_t child = fork();
  if (child == 0)
    for (;;) pause();
  kill(child, SIGSTOP);
  waitpid(child, 0, WUNTRACED);
  const char *state = field(proc(child, "status"), "State:");
  kill(child, SIGKILL);
  siginfo_t info;
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  state = join(join(state, ", "), field(proc(child, "status"), "State:"));
  const char *memory = field(proc(child, "status"), "VmRSS:");
  reap(child);
  return join(join(state, ", memory "), join(memory, join(", ", field(proc(child, "status"), "State:"))));
}

int main(void) {
  static const char *const order[] = {
      "Name:\t",   "\nUmask:\t",  "\nState:\t",   "\nTgid:\t",    "\nNgid:\t",   "\nPid:\t",     "\nPPid:\t",
      "\nTracerPid:\t", "\nUid:\t", "\nGid:\t",   "\nFDSize:\t",  "\nGroups:\t", "\nNStgid:\t",  "\nNSpid:\t",
      "\nNSpgid:\t", "\nNSsid:\t", "\nKthread:\t", "\nVmPeak:\t", "\nVmSize:\t", "\nVmLck:\t",   "\nVmPin:\t",
      "\nVmHWM:\t", "\nVmRSS:\t",  "\nRssAnon:\t", "\nRssFile:\t", "\nRssShmem:\t", "\nVmData:\t", "\nVmStk:\t",
      "\nVmExe:\t", "\nVmLib:\t",  "\nVmPTE:\t",  "\nVmSwap:\t",  "\nHugetlbPages:\t", "\nCoreDumping:\t",
      "\nThreads:\t", "\nSigQ:\t", "\nSigPnd:\t", "\nShdPnd:\t",  "\nSigBlk:\t", "\nSigIgn:\t",  "\nSigCgt:\t",
      "\nCapInh:\t", "\nCapPrm:\t", "\nCapEff:\t", "\nCapBnd:\t", "\nCapAmb:\t", "\nNoNewPrivs:\t", "\nSeccomp:\t",
      "\nCpus_allowed:\t", "\nMems_allowed:\t", "\nvoluntary_ctxt_switches:\t", "\nnonvoluntary_ctxt_switches:\t"};
  sigset_t set;
  check("order", in_order(order, sizeof order / sizeof *order), "all");
  must(prctl(PR_SET_NAME, "a\nb\\c"));
  check("name", of("Name:"), "a\\nb\\\\c");
  umask(0137);
  check("umask", of("Umask:"), "0137");
  check("state", of("State:"), "R (running)");
  check("pid", strtol(of("Pid:"), 0, 10) == getpid(), 1);
  check("parent", strtol(of("PPid:"), 0, 10) == getppid(), 1);
  check("threads", of("Threads:"), "1");
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN + 1);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(raise(SIGUSR1));
  must(kill(getpid(), SIGRTMIN + 1));
  signal(SIGUSR2, SIG_IGN);
  check("blocked", of("SigBlk:"), "0000000800000200");
  check("pending", of("SigPnd:"), "0000000000000200");
  check("shared_pending", of("ShdPnd:"), "0000000800000000");
  check("ignored", of("SigIgn:"), "0000000000000800");
  check("queue", of("SigQ:"), "2/1024");
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  check("no_new_privs", of("NoNewPrivs:"), "1");
  check("stopped", stopped(), "T (stopped), Z (zombie), memory none, ENOENT");
  return verdict();
}
