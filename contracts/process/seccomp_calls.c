/* Contract:  A filter needs no_new_privs or CAP_SYS_ADMIN (EACCES); flags, actions and sizes are told by seccomp(2), mode
 *            and number of filters by prctl(2) and /proc/PID/status. Strict mode is not entered from filter mode.
 * Source:    seccomp(2); proc_pid_status(5), Seccomp, Seccomp_filters
 * Covers:    seccomp prctl
 */
#include "seccomp.h"
#include "texts.h"

static const struct instruction allow[] = {{RETURN, 0, 0, RET_ALLOW}};
static const struct program good = {1, allow}, empty = {0, allow}, nowhere = {1, (void *)8};

static const char *available(uint32_t action) { return call(seccomp(GET_ACTION_AVAIL, 0, &action)); }

static void drop_capabilities(void) {
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t none[6] = {0};
  must(syscall(SYS_capset, &header, none));
}

int main(void) {
  unsigned short sizes[3] = {0};
  check("operation", call(seccomp(9, 0, 0)), "EINVAL");
  check("kill_process", available(RET_KILL_PROCESS), "0");
  check("kill_thread", available(RET_KILL_THREAD), "0");
  check("trap", available(RET_TRAP), "0");
  check("errno", available(RET_ERRNO), "0");
  check("notify", available(RET_USER_NOTIF), "0");
  check("trace", available(RET_TRACE), "0");
  check("log", available(RET_LOG), "0");
  check("allow", available(RET_ALLOW), "0");
  check("unknown_action", available(0x10000), "EOPNOTSUPP");
  check("action_with_data", available(RET_ERRNO | 1), "EOPNOTSUPP");
  check("action_flags", call(seccomp(GET_ACTION_AVAIL, 1, sizes)), "EINVAL");
  check("action_nowhere", call(seccomp(GET_ACTION_AVAIL, 0, (void *)8)), "EFAULT");
  check("sizes", call(seccomp(GET_NOTIF_SIZES, 0, sizes)), "0");
  check("notification", sizes[0], 80);
  check("response", sizes[1], 24);
  check("data", sizes[2], 64);
  check("sizes_flags", call(seccomp(GET_NOTIF_SIZES, 1, sizes)), "EINVAL");
  check("sizes_nowhere", call(seccomp(GET_NOTIF_SIZES, 0, 0)), "EFAULT");

  check("actions", contents("/proc/sys/kernel/seccomp/actions_avail"),
        "kill_process kill_thread trap errno user_notif trace log allow");
  struct stat status;
  must(stat("/proc/sys/kernel/seccomp/actions_logged", &status));
  check("actions_logged", mode(status.st_mode), "S_IFREG 0644");

  drop_capabilities();
  check("without_rights", call(seccomp(SET_MODE_FILTER, 0, &good)), "EACCES");
  check("prctl_without_rights", call(prctl(PR_SET_SECCOMP, 2, &good)), "EACCES");
  check("rights_before_program", call(seccomp(SET_MODE_FILTER, 0, &nowhere)), "EACCES");
  check("length_before_rights", call(seccomp(SET_MODE_FILTER, 0, &empty)), "EINVAL");
  check("header_nowhere", call(seccomp(SET_MODE_FILTER, 0, (void *)8)), "EFAULT");
  check("unknown_flag", call(seccomp(SET_MODE_FILTER, 64, &good)), "EINVAL");
  no_new_privileges();
  check("program_nowhere", call(seccomp(SET_MODE_FILTER, 0, &nowhere)), "EFAULT");
  check("listener_for_all", call(seccomp(SET_MODE_FILTER, TSYNC | NEW_LISTENER, &good)), "EINVAL");
  check("killable_without_listener", call(seccomp(SET_MODE_FILTER, WAIT_KILLABLE, &good)), "EINVAL");
  check("status_before", field("/proc/self/status", "Seccomp:"), "0");
  check("filters_before", field("/proc/self/status", "Seccomp_filters:"), "0");
  check("filter", call(prctl(PR_SET_SECCOMP, 2, &good)), "0");
  check("log_and_speculation", call(seccomp(SET_MODE_FILTER, LOG_FLAG | SPEC_ALLOW, &good)), "0");
  check("mode", call(prctl(PR_GET_SECCOMP)), "2");
  check("status", field("/proc/self/status", "Seccomp:"), "2");
  check("filters", field("/proc/self/status", "Seccomp_filters:"), "2");
  check("strict", call(prctl(PR_SET_SECCOMP, 1)), "EINVAL");
  check("strict_by_seccomp", call(seccomp(SET_MODE_STRICT, 0, 0)), "EINVAL");
  long listener = seccomp(SET_MODE_FILTER, NEW_LISTENER, &good);
  check("listener", made(listener), "ok");
  check("closes_on_exec", descriptor_flags(fcntl((int)listener, F_GETFD)), "FD_CLOEXEC");
  check("opened_as", open_flags(fcntl((int)listener, F_GETFL)), "O_RDWR");
  check("second_listener", call(seccomp(SET_MODE_FILTER, NEW_LISTENER, &good)), "EBUSY");
  must(close((int)listener));
  check("third_listener", made(seccomp(SET_MODE_FILTER, NEW_LISTENER | TSYNC | TSYNC_ESRCH, &good)), "ok");
  check("filters_at_last", field("/proc/self/status", "Seccomp_filters:"), "4");
  return verdict();
}
