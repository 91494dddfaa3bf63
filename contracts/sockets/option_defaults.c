/* Contract:  What the options of SOL_SOCKET are at first, on TCP, UDP and UNIX sockets alike and not alike.
 * Source:    socket(7), "Socket options"; sock_init_data, sk_getsockopt
 * Covers:    getsockopt socket
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define SO_MAX_PACING_RATE_ 47
#define SO_MEMINFO_ 55
#define SO_TXREHASH_ 74
#define SO_RCVMARK_ 75
#define SO_PASSPIDFD_ 76
#define SO_RESERVE_MEM_ 73

static const struct {
  const char *name;
  int option;
} options[] = {
    {"debug", SO_DEBUG},           {"reuseaddr", SO_REUSEADDR},       {"dontroute", SO_DONTROUTE},
    {"broadcast", SO_BROADCAST},   {"sndbuf", SO_SNDBUF},             {"keepalive", SO_KEEPALIVE},
    {"oobinline", SO_OOBINLINE},   {"no_check", SO_NO_CHECK},         {"priority", SO_PRIORITY},
    {"reuseport", SO_REUSEPORT},   {"passcred", SO_PASSCRED},         {"rcvlowat", SO_RCVLOWAT},
    {"sndlowat", SO_SNDLOWAT},     {"passsec", SO_PASSSEC},           {"timestamp", SO_TIMESTAMP},
    {"mark", SO_MARK},             {"rxq_ovfl", SO_RXQ_OVFL},         {"peek_off", SO_PEEK_OFF},
    {"nofcs", SO_NOFCS},           {"lock_filter", SO_LOCK_FILTER},   {"select_err_queue", SO_SELECT_ERR_QUEUE},
    {"busy_poll", SO_BUSY_POLL},   {"timestampns", SO_TIMESTAMPNS},   {"wifi_status", SO_WIFI_STATUS},
    {"zerocopy", SO_ZEROCOPY},     {"incoming_napi_id", 56},          {"prefer_busy_poll", 69},
    {"busy_poll_budget", 70},      {"reserve_mem", SO_RESERVE_MEM_},  {"txrehash", SO_TXREHASH_},
    {"rcvmark", SO_RCVMARK_},      {"passpidfd", SO_PASSPIDFD_},      {"bindtoifindex", 62},
};

static const char *get(int fd, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == -1 ? error_name(errno) : number(value, 10);
}

int main(void) {
  int tcp = (int)must(socket(AF_INET, SOCK_STREAM, 0)), udp = (int)must(socket(AF_INET6, SOCK_DGRAM, 0));
  int local = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    observe(join("tcp_", options[i].name), get(tcp, options[i].option));
    observe(join("udp_", options[i].name), get(udp, options[i].option));
    observe(join("unix_", options[i].name), get(local, options[i].option));
  }
  check("tcp_rcvbuf", get(tcp, SO_RCVBUF), "131072");
  check("udp_rcvbuf", get(udp, SO_RCVBUF), "212992");
  check("unix_rcvbuf", get(local, SO_RCVBUF), "212992");
  check("protocol_tcp", get(tcp, SO_PROTOCOL), "6");
  check("protocol_udp", get(udp, SO_PROTOCOL), "17");
  check("domain_udp", get(udp, SO_DOMAIN), "10");
  return verdict();
}
