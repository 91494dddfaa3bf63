/* Contract:  mq_open makes and finds message queues by name: O_CREAT, O_EXCL, attributes and their limits, modes, and the
 *            user's limit; a removed queue lives on for those who have it open.
 * Source:    mq_open(3); mq_unlink(3); mq_overview(7)
 * Covers:    mq_open mq_unlink mq_getsetattr fstat fcntl close
 * Requires:  limits
 */
#include "contract.h"

#include <mqueue.h>
#include <sys/resource.h>

static const char *attributes(int queue) {
  struct mq_attr is;
  if (mq_getattr(queue, &is)) return error_name(errno);
  return join(number(is.mq_maxmsg, 10), join(" of ", join(number(is.mq_msgsize, 10), is.mq_flags ? " nonblocking" : "")));
}

static const char *make(const char *name, int options, long count, long size) {
  struct mq_attr wanted = {.mq_maxmsg = count, .mq_msgsize = size, .mq_flags = O_NONBLOCK, .mq_curmsgs = 5};
  int queue = mq_open(name, O_CREAT | O_RDWR | options, 0640, &wanted);
  if (queue == -1) return error_name(errno);
  const char *is = attributes(queue);
  close(queue);
  return is;
}

static int raw(const char *name, int options) { return (int)syscall(SYS_mq_open, name, options, 0600, 0); }

int main(void) {
  struct stat status;
  check("none", call(mq_open("/none", O_RDWR)), "ENOENT");
  int queue = (int)must(mq_open("/plain", O_CREAT | O_RDWR, 0666, NULL));
  check("default", attributes(queue), "10 of 8192");
  check("closes_on_exec", fcntl(queue, F_GETFD), FD_CLOEXEC);
  check("flags", open_flags(fcntl(queue, F_GETFL)), open_flags(O_RDWR));
  must(fstat(queue, &status));
  check("mode", mode(status.st_mode), mode(S_IFREG | 0644));
  check("size", (long)status.st_size, 80);
  check("links", (long)status.st_nlink, 1);
  check("sized", make("/sized", O_EXCL, 3, 100), "3 of 100");
  check("found", make("/sized", 0, 7, 7), "3 of 100");
  check("found_whatever_is_asked", make("/sized", 0, -1, 0), "3 of 100");
  check("exclusive", make("/sized", O_EXCL, 3, 100), "EEXIST");
  check("no_messages", make("/bad", 0, 0, 100), "EINVAL");
  check("no_bytes", make("/bad", 0, 3, 0), "EINVAL");
  check("negative", make("/bad", 0, -3, 10), "EINVAL");
  check("most", make("/most", 0, 10, 8192), "10 of 8192");
  check("too_many", make("/bad", 0, 11, 1), "EINVAL");
  check("too_large", make("/bad", 0, 1, 8193), "EINVAL");
  check("nothing_was_made", call(mq_open("/bad", O_RDWR)), "ENOENT");
  check("bad_attributes", call(syscall(SYS_mq_open, "plain", O_RDWR, 0, 8)), "EFAULT");

  check("empty_name", call(raw("", O_RDWR)), "ENOENT");
  check("slash", call(raw("/plain", O_RDWR)), "EACCES");
  check("inner_slash", call(raw("a/b", O_CREAT | O_RDWR)), "EACCES");
  check("dot", call(raw(".", O_RDWR)), "EACCES");
  check("dots", call(raw("..", O_CREAT | O_RDWR)), "EACCES");
  char name[300];
  memset(name, 'x', sizeof name);
  name[255] = 0;
  check("longest_name", made(raw(name, O_CREAT | O_RDWR)), "ok");
  check("removed", call(syscall(SYS_mq_unlink, name)), "0");
  name[255] = 'x';
  name[256] = 0;
  check("longer_name", call(raw(name, O_CREAT | O_RDWR)), "ENAMETOOLONG");
  check("no_access_mode", call(raw("plain", O_ACCMODE)), "EINVAL");

  int kept = (int)must(mq_open("/sized", O_RDWR));
  check("unlink", call(mq_unlink("/sized")), "0");
  check("unlink_again", call(mq_unlink("/sized")), "ENOENT");
  check("name_is_free", call(mq_open("/sized", O_RDWR)), "ENOENT");
  must(fstat(kept, &status));
  check("no_links", (long)status.st_nlink, 0);
  check("lives_on", attributes(kept), "3 of 100");

  /* Each message counts for 96 bytes more, and what is open already counts. A lower limit leaves room for the queues
   * that other programs of this user have at the same time. */
  struct rlimit limit;
  must(getrlimit(RLIMIT_MSGQUEUE, &limit));
  check("limit", (long)limit.rlim_cur, 819200);
  limit.rlim_cur = 409600;
  must(setrlimit(RLIMIT_MSGQUEUE, &limit));
  int count = 0;
  for (;; count++) {
    snprintf(name, sizeof name, "/many%d", count);
    if (mq_open(name, O_CREAT | O_RDWR, 0600, NULL) == -1) break;
  }
  check("how_many", count, 1);
  check("then", error_name(errno), "EMFILE");
  return verdict();
}
