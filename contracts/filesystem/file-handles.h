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
#endif
