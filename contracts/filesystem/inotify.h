/* What contracts of inotify share. */
#ifndef INOTIFY_H
#define INOTIFY_H

#include "contract.h"

#include <sys/inotify.h>

/* What the queue holds: "IN_OPEN IN_CREATE:name". */
static const char *drain(int fd) {
  static char buffer[4096] __attribute__((aligned(8)));
  char *out = contract_text();
  long size = read(fd, buffer, sizeof buffer);
  if (size == -1) return error_name(errno);
  for (long at = 0; at < size;) {
    const struct inotify_event *event = (const void *)(buffer + at);
    if (*out) contract_append(out, " ");
    contract_append(out, FLAGS(event->mask, NAME(IN_ACCESS), NAME(IN_MODIFY), NAME(IN_ATTRIB), NAME(IN_CLOSE_WRITE),
                               NAME(IN_CLOSE_NOWRITE), NAME(IN_OPEN), NAME(IN_MOVED_FROM), NAME(IN_MOVED_TO), NAME(IN_CREATE),
                               NAME(IN_DELETE), NAME(IN_DELETE_SELF), NAME(IN_MOVE_SELF), NAME(IN_UNMOUNT),
                               NAME(IN_Q_OVERFLOW), NAME(IN_IGNORED), NAME(IN_ISDIR)));
    if (event->len) contract_append(contract_append(out, ":"), event->name);
    at += (long)sizeof *event + event->len;
  }
  return out;
}

#endif
