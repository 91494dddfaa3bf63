/* fanotify.h: groups whose events name files by their handles. Include it after contract.h. */
#ifndef FANOTIFY_H
#define FANOTIFY_H

enum {
  REPORT_FID = 0x200, REPORT_DIR_FID = 0x400, REPORT_NAME = 0x800, REPORT_TARGET = 0x1000,
  GROUP_CLOEXEC = 1, GROUP_NONBLOCK = 2,
  MARK_ADD = 1, MARK_REMOVE = 2, MARK_DONT_FOLLOW = 4, MARK_ONLYDIR = 8, MARK_MOUNT = 0x10, MARK_IGNORED = 0x20,
  MARK_SURVIVES = 0x40, MARK_FLUSH = 0x80
};
#define EV_ACCESS 0x1ull
#define EV_MODIFY 0x2ull
#define EV_ATTRIB 0x4ull
#define EV_CLOSE_WRITE 0x8ull
#define EV_CLOSE_NOWRITE 0x10ull
#define EV_OPEN 0x20ull
#define EV_MOVED_FROM 0x40ull
#define EV_MOVED_TO 0x80ull
#define EV_CREATE 0x100ull
#define EV_DELETE 0x200ull
#define EV_DELETE_SELF 0x400ull
#define EV_MOVE_SELF 0x800ull
#define EV_Q_OVERFLOW 0x4000ull
#define EV_ON_CHILD 0x8000000ull
#define EV_ONDIR 0x40000000ull

struct fan_event {
  uint32_t length;
  uint8_t version, reserved;
  uint16_t header;
  uint64_t mask __attribute__((aligned(8)));
  int32_t fd, pid;
};

static inline int fanotify_group(unsigned flags) { return (int)syscall(SYS_fanotify_init, flags, O_RDONLY); }
static inline long fanotify_marks(int group, unsigned flags, uint64_t mask, int at, const char *path) {
  return syscall(SYS_fanotify_mark, group, flags, mask, at, path);
}

static inline const char *event_names(uint64_t mask) {
  return FLAGS((long long)mask, {EV_ACCESS, "ACCESS"}, {EV_MODIFY, "MODIFY"}, {EV_ATTRIB, "ATTRIB"},
               {EV_CLOSE_WRITE, "CLOSE_WRITE"}, {EV_CLOSE_NOWRITE, "CLOSE_NOWRITE"}, {EV_OPEN, "OPEN"},
               {EV_MOVED_FROM, "MOVED_FROM"}, {EV_MOVED_TO, "MOVED_TO"}, {EV_CREATE, "CREATE"}, {EV_DELETE, "DELETE"},
               {EV_DELETE_SELF, "DELETE_SELF"}, {EV_MOVE_SELF, "MOVE_SELF"}, {EV_Q_OVERFLOW, "Q_OVERFLOW"},
               {EV_ONDIR, "ONDIR"});
}

/* What a group has to say, an event each: its names, kinds of records and names in them. */
static inline const char *events(int group) {
  static char buffer[4096] __attribute__((aligned(8)));
  char *out = contract_text();
  long size = read(group, buffer, sizeof buffer);
  if (size < 0) return error_name(errno);
  for (struct fan_event *event = (void *)buffer; (char *)event < buffer + size;
       event = (void *)((char *)event + event->length)) {
    if (*out) contract_append(out, " ");
    contract_append(out, event_names(event->mask));
    for (unsigned char *record = (unsigned char *)event + event->header;
         record < (unsigned char *)event + event->length; record += *(uint16_t *)(record + 2)) {
      contract_append(out, record[0] == 1 ? ":fid" : record[0] == 2 ? ":name" : record[0] == 3 ? ":dir" : ":other");
      if (record[0] == 2) {
        uint32_t bytes = *(uint32_t *)(record + 12);
        contract_append(contract_append(out, "="), (char *)record + 20 + bytes);
      }
    }
  }
  return out;
}
#endif
