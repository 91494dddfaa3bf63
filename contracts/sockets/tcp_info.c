/* Contract:  TCP_INFO names the state of each side through a connection's life, and the options both agreed on.
 * Source:    tcp(7), TCP_INFO; tcp_get_info
 * Covers:    getsockopt connect listen shutdown close
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static const char *const states[] = {"",           "ESTABLISHED", "SYN_SENT",   "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
                                     "TIME_WAIT",  "CLOSE",       "CLOSE_WAIT", "LAST_ACK", "LISTEN",    "CLOSING"};

static struct tcp_info info(int fd) {
  struct tcp_info it;
  socklen_t size = sizeof it;
  memset(&it, 0xff, sizeof it);
  must(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &it, &size));
  return it;
}

static const char *state(int fd) {
  unsigned value = info(fd).tcpi_state;
  return value < 12 ? states[value] : number(value, 10);
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  char data[100] = {0};
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), client = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("new", state(client), "CLOSE");
  must(bind(server, (struct sockaddr *)&name, size));
  check("bound", state(server), "CLOSE");
  must(listen(server, 5));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  check("listening", state(server), "LISTEN");
  check("backlog", info(server).tcpi_sacked, 5);
  check("waiting_none", info(server).tcpi_unacked, 0);
  must(connect(client, (struct sockaddr *)&name, size));
  check("connected", state(client), "ESTABLISHED");
  check("waiting_one", (poll_one(server, POLLIN, BOUND), info(server).tcpi_unacked), 1);
  int accepted = (int)must(accept(server, NULL, NULL));
  struct tcp_info it = info(client);
  check("timestamps", (it.tcpi_options & 1) != 0, 1);
  check("sack", (it.tcpi_options & 2) != 0, 1);
  check("window_scale", (it.tcpi_options & 4) != 0, 1);
  check("ecn", (it.tcpi_options & 8) != 0, 0);
  check("send_mss", it.tcpi_snd_mss, 32741);
  check("advertised_mss", it.tcpi_advmss, 65483);
  check("path_mtu", it.tcpi_pmtu, 65535);
  check("congestion_state", it.tcpi_ca_state, 0);
  check("retransmits", it.tcpi_retransmits, 0);
  check("probes", it.tcpi_probes, 0);
  check("backoff", it.tcpi_backoff, 0);
  check("lost", it.tcpi_lost, 0);
  check("reordering", it.tcpi_reordering, 3);
  check("window", it.tcpi_snd_cwnd, 10);
  must(write(client, data, 100));
  check("arrived", poll_one(accepted, POLLIN, BOUND), "POLLIN");
  check("received", (long)info(accepted).tcpi_bytes_received, 100);
  check("data_segments_in", info(accepted).tcpi_data_segs_in, 1);
  check("sent", (long)info(client).tcpi_bytes_sent, 100);
  check("data_segments_out", info(client).tcpi_data_segs_out, 1);
  must(shutdown(client, SHUT_WR));
  check("told_end", poll_one(accepted, POLLRDHUP, BOUND), "POLLRDHUP");
  check("half_closed_peer", state(accepted), "CLOSE_WAIT");
  check("read", call(read(accepted, data, 100)), "100");
  check("half_closed", state(client)[0] == 'F', 1);
  must(shutdown(accepted, SHUT_WR));
  check("ended", poll_one(client, POLLIN, BOUND), "POLLIN|POLLHUP");
  check("read_end", call(read(client, data, 1)), "0");
  check("closed", state(client), "CLOSE");
  check("closed_peer", state(accepted), "CLOSE");
  int refused = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(close(server));
  check("refused", call(connect(refused, (struct sockaddr *)&name, size)), "ECONNREFUSED");
  check("after_refusal", state(refused), "CLOSE");
  size = 1;
  check("first_byte", call(getsockopt(refused, IPPROTO_TCP, TCP_INFO, &it, &size)), "0");
  check("its_size", (int)size, 1);
  return verdict();
}
