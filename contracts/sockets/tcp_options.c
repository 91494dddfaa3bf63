/* Contract:  The options of TCP: what they are at first, their bounds, and what they are rounded to.
 * Source:    tcp(7), "Socket options"; do_tcp_setsockopt, do_tcp_getsockopt
 * Covers:    setsockopt getsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int s;

static const char *get(int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(s, IPPROTO_TCP, option, &value, &size) == -1 ? error_name(errno) : number(value, 10);
}

static const char *set(int option, int value) {
  return call(setsockopt(s, IPPROTO_TCP, option, &value, sizeof value));
}

static const struct {
  const char *name;
  int option;
  const char *initial;
  int values[4];
  const char *set[4], *then[4];
} options[] = {
    {"nodelay", TCP_NODELAY, "0", {1, 7, -1, 0}, {"0", "0", "0", "0"}, {"1", "1", "1", "0"}},
    {"maxseg", TCP_MAXSEG, "536", {1000, 87, 32768, 0}, {"0", "EINVAL", "EINVAL", "0"}, {"1000", "1000", "1000", "536"}},
    {"cork", TCP_CORK, "0", {1, 2, 0, -1}, {"0", "0", "0", "0"}, {"1", "1", "0", "1"}},
    {"keepidle", TCP_KEEPIDLE, "7200", {1, 0, 32767, 32768}, {"0", "EINVAL", "0", "EINVAL"}, {"1", "1", "32767", "32767"}},
    {"keepintvl", TCP_KEEPINTVL, "75", {1, 0, 32767, 32768}, {"0", "EINVAL", "0", "EINVAL"}, {"1", "1", "32767", "32767"}},
    {"keepcnt", TCP_KEEPCNT, "9", {1, 0, 127, 128}, {"0", "EINVAL", "0", "EINVAL"}, {"1", "1", "127", "127"}},
    {"syncnt", TCP_SYNCNT, "6", {1, 0, 127, 128}, {"0", "EINVAL", "0", "EINVAL"}, {"1", "1", "127", "127"}},
    {"linger2", TCP_LINGER2, "60", {5, -3, 121, 0}, {"0", "0", "0", "0"}, {"5", "-1", "120", "60"}},
    {"defer_accept", TCP_DEFER_ACCEPT, "0", {1, 2, 10, -1}, {"0", "0", "0", "0"}, {"1", "3", "15", "0"}},
    {"window_clamp", TCP_WINDOW_CLAMP, "0", {1000, 100000, 1, 0}, {"0", "0", "0", "0"}, {"1152", "100000", "1152", "0"}},
    {"quickack", TCP_QUICKACK, "1", {0, 1, 2, 3}, {"0", "0", "0", "0"}, {"0", "1", "1", "1"}},
    {"user_timeout", TCP_USER_TIMEOUT, "0", {1, 100000, -1, 0}, {"0", "0", "EINVAL", "0"}, {"1", "100000", "100000", "0"}},
    {"fastopen", TCP_FASTOPEN, "0", {5, 0, -1, 99999}, {"0", "0", "EINVAL", "0"}, {"5", "0", "0", "4096"}},
    {"notsent_lowat", TCP_NOTSENT_LOWAT, "0", {1, 0, -1, 4096}, {"0", "0", "0", "0"}, {"1", "0", "-1", "4096"}},
    {"thin_timeouts", TCP_THIN_LINEAR_TIMEOUTS, "0", {1, 2, -1, 0}, {"0", "EINVAL", "EINVAL", "0"}, {"1", "1", "1", "0"}},
    {"save_syn", TCP_SAVE_SYN, "0", {1, 2, 3, 0}, {"0", "0", "EINVAL", "0"}, {"1", "2", "2", "0"}},
    {"repair", TCP_REPAIR, "0", {2, 0, -1, 5}, {"EINVAL", "0", "0", "EINVAL"}, {"0", "0", "0", "0"}},
    {"inq", TCP_INQ, "0", {1, 2, -1, 0}, {"0", "EINVAL", "EINVAL", "0"}, {"1", "1", "1", "0"}},
    {"tx_delay", 37, "0", {1000, 0, 5, 0}, {"0", "0", "0", "0"}, {"1000", "0", "5", "0"}},
};

int main(void) {
  static const char *const nth[] = {"_first", "_second", "_third", "_fourth"};
  s = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    check(options[i].name, get(options[i].option), options[i].initial);
    for (int n = 0; n < 4; n++) {
      const char *key = join(options[i].name, nth[n]);
      check(join(key, "_set"), set(options[i].option, options[i].values[n]), options[i].set[n]);
      check(join(key, "_is"), get(options[i].option), options[i].then[n]);
    }
  }
  char name[16] = "", wrong[] = "none";
  socklen_t size = sizeof name;
  check("congestion", call(getsockopt(s, IPPROTO_TCP, TCP_CONGESTION, name, &size)), "0");
  check("congestion_length", (int)size, 16);
  check("congestion_same", call(setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, name, (socklen_t)strlen(name))), "0");
  check("congestion_unknown", call(setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, wrong, 4)), "ENOENT");
  check("congestion_empty", call(setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, wrong, 0)), "EINVAL");
  check("reno", call(setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, "reno", 4)), "0");
  size = 3;
  check("cut", call(getsockopt(s, IPPROTO_TCP, TCP_CONGESTION, name, &size)), "0");
  check("cut_to", text(name, size), "ren");
  int value = 1;
  check("short", call(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &value, 3)), "EINVAL");
  check("unknown", call(setsockopt(s, IPPROTO_TCP, 999, &value, 4)), "ENOPROTOOPT");
  size = 4;
  check("get_unknown", call(getsockopt(s, IPPROTO_TCP, 999, &value, &size)), "ENOPROTOOPT");
  check("info_set", call(setsockopt(s, IPPROTO_TCP, TCP_INFO, &value, 4)), "ENOPROTOOPT");
  size = 2;
  check("get_cut", call(getsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, &value, &size)), "0");
  check("get_cut_size", (int)size, 2);
  size = (socklen_t)-1;
  check("get_negative", call(getsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, &value, &size)), "EINVAL");
  s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("on_udp", set(TCP_NODELAY, 1), "ENOPROTOOPT");
  return verdict();
}
