/* Contract:  oom_score_adj is set from -1000 to 1000, by less than the least only with rights over the machine; it shows in
 *            oom_score and on the old scale in oom_adj, and children inherit it.
 * Source:    proc_pid_oom_score_adj(5), proc_pid_oom_adj(5)
 * Covers:    write read fork
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"

static const char *all(void) {
  return join(contents("/proc/self/oom_score_adj"), join(" ", contents("/proc/self/oom_adj")));
}

static const char *set(const char *value) { return put("/proc/self/oom_score_adj", value); }

static const char *child(void) {
  const char *before = all();
  return join(before, join(" ", set("100")));
}

int main(void) {
  check("at_first", all(), "0 0");
  check("score", contents("/proc/self/oom_score"), "666");
  check("set", set("500\n"), "ok");
  check("now", all(), "500 8");
  check("score_now", strtol(contents("/proc/self/oom_score"), 0, 10) > 990, 1);
  check("child", said_by_child(0, child), "500 8 ok");
  check("parent", all(), "500 8");
  check("back", set("0"), "ok");
  check("negative", set("-1"), "EACCES");
  check("too_much", set("1001"), "EINVAL");
  check("too_little", set("-1001"), "EINVAL");
  check("hexadecimal", set("0x10"), "ok");
  check("sixteen", all(), "16 0");
  check("octal", set(" 020 "), "ok");
  check("words", set("much"), "EINVAL");
  check("nothing", set("\n"), "EINVAL");
  check("old_scale", put("/proc/self/oom_adj", "15"), "ok");
  check("most", all(), "1000 15");
  check("old_three", put("/proc/self/oom_adj", "3"), "EACCES");
  check("still_most", all(), "1000 15");
  check("old_too_much", put("/proc/self/oom_adj", "16"), "EINVAL");
  return verdict();
}
