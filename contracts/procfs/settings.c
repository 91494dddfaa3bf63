/* Contract:  What is written to coredump_filter and timerslack_ns counts: it is read again, inherited, and what does not
 *            belong there is refused.
 * Source:    core(5), "Controlling which mappings are written to the core dump"; proc_pid_timerslack_ns(5)
 * Covers:    write read fork prctl
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/prctl.h>

#define FILTER "/proc/self/coredump_filter"
#define SLACK "/proc/self/timerslack_ns"

static const char *both(void) { return join(contents(FILTER), join(" ", contents(SLACK))); }

int main(void) {
  check("at_first", both(), "00000033 50000");
  check("set_filter", put(FILTER, "0x7f"), "ok");
  check("filter", contents(FILTER), "0000007f");
  check("unknown_bits", put(FILTER, "0xffff"), "ok");
  check("filter_cut", contents(FILTER), "000001ff");
  check("filter_words", put(FILTER, "all"), "EINVAL");
  check("filter_octal", put(FILTER, "010\n"), "ok");
  check("filter_eight", contents(FILTER), "00000008");
  check("set_slack", put(SLACK, "1234\n"), "ok");
  check("slack", contents(SLACK), "1234");
  check("by_prctl", call(prctl(PR_GET_TIMERSLACK)), "1234");
  check("inherited", said_by_child(0, both), "00000008 1234");
  must(prctl(PR_SET_TIMERSLACK, 77, 0, 0, 0));
  check("set_by_prctl", contents(SLACK), "77");
  check("default_again", put(SLACK, "0"), "ok");
  check("default", contents(SLACK), "50000");
  check("slack_words", put(SLACK, "much"), "EINVAL");
  return verdict();
}
