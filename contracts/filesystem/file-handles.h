/* file-handles.h: handles of files and what they hold. Include it after contract.h. */
#ifndef FILE_HANDLES_H
#define FILE_HANDLES_H

struct handle {
  uint32_t bytes;
  int32_t type;
  unsigned char data[128];
};
enum { HANDLE_FID = 0x200, UNIQUE_ID = 1, CONNECTABLE = 2, FOLLOW = 0x400, EMPTY = 0x1000 };

static inline long handle_of(int at, const char *path, struct handle *handle, void *mount_id, int flags) {
  return syscall(SYS_name_to_handle_at, at, path, handle, mount_id, flags);
}
static inline int by_handle(int mount, struct handle *handle, int flags) {
  return (int)syscall(SYS_open_by_handle_at, mount, handle, flags);
}
static inline int same_handle(const struct handle *a, const struct handle *b) {
  return a->bytes == b->bytes && a->type == b->type && !memcmp(a->data, b->data, a->bytes);
}

/* The handle of a path. */
static inline struct handle handle(const char *path) {
  struct handle handle = {.bytes = 128};
  uint64_t id;
  must(handle_of(AT_FDCWD, path, &handle, &id, 0));
  return handle;
}

/* Whether a handle can be opened; the descriptor is closed again. */
static inline const char *opens(int mount, struct handle *handle, int flags) {
  int fd = by_handle(mount, handle, flags);
  const char *answer = made(fd);
  if (fd >= 0) close(fd);
  return answer;
}

#endif
