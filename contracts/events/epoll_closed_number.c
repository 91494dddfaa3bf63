/* Contract:  Closing the last descriptor of a watched file removes it: a new file on the number is not registered.
 * Source:    epoll(7), Questions and answers, Q6
 * Behaviour: B35
 * Covers:    epoll_ctl epoll_pwait close dup2
 */
#include "contract.h"

int main(void) {
  int first[2], second[2], number_of_first, epoll = (int)must(epoll_create1(0));
  must(pipe(first));
  must(pipe(second));
  number_of_first = first[0];
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = 1};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, first[0], &event));
  must(write(first[1], "x", 1));
  check("watched", call(epoll_wait(epoll, &event, 1, 0)), "1");
  must(close(first[0]));
  check("closed", call(epoll_wait(epoll, &event, 1, 0)), "0");
  event = (struct epoll_event){.events = EPOLLIN, .data.u32 = 2};
  check("del_closed_number", call(epoll_ctl(epoll, EPOLL_CTL_DEL, number_of_first, &event)), "EBADF");

  must(dup2(second[0], number_of_first));
  must(write(second[1], "y", 1));
  check("new_file_is_not_watched", call(epoll_wait(epoll, &event, 1, 0)), "0");
  event = (struct epoll_event){.events = EPOLLIN, .data.u32 = 2};
  check("mod_new_file", call(epoll_ctl(epoll, EPOLL_CTL_MOD, number_of_first, &event)), "ENOENT");
  check("del_new_file", call(epoll_ctl(epoll, EPOLL_CTL_DEL, number_of_first, &event)), "ENOENT");
  check("add_new_file", call(epoll_ctl(epoll, EPOLL_CTL_ADD, number_of_first, &event)), "0");
  event = (struct epoll_event){0};
  check("new_file_watched", call(epoll_wait(epoll, &event, 1, 0)), "1");
  check("new_data", event.data.u32, 2);

  must(dup2(first[1], number_of_first)); /* closes the number; second[0] keeps the file open */
  check("other_descriptor_keeps_it", call(epoll_wait(epoll, &event, 1, 0)), "1");
  check("mod_through_number", call(epoll_ctl(epoll, EPOLL_CTL_MOD, number_of_first, &event)), "ENOENT");
  must(close(second[0]));
  check("last_descriptor_closed", call(epoll_wait(epoll, &event, 1, 0)), "0");
  return verdict();
}
