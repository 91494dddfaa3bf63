/* mount-api.h: the calls of the new mount API, and what contracts about it share. Include it after contract.h. */
#ifndef MOUNT_API_H
#define MOUNT_API_H
#include <sys/mount.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#define SYS_move_mount 429
#define SYS_fsopen 430
#define SYS_fsconfig 431
#define SYS_fsmount 432
#define SYS_fspick 433
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

enum {
  TREE_CLONE = 1,
  TREE_CLOEXEC = O_CLOEXEC,
  AT_WHOLE_TREE = 0x8000,
  F_EMPTY_PATH = 4,
  T_EMPTY_PATH = 0x40,
  SET_GROUP = 0x100,
  BENEATH = 0x200,
  SET_FLAG = 0,
  SET_STRING = 1,
  SET_BINARY = 2,
  SET_PATH = 3,
  SET_FD = 5,
  CREATE = 6,
  RECONFIGURE = 7,
  CREATE_EXCL = 8,
  ATTR_RDONLY = 1,
  ATTR_NOSUID = 2,
  ATTR_NODEV = 4,
  ATTR_NOEXEC = 8,
  ATTR_NOATIME = 0x10,
  ATTR_STRICTATIME = 0x20,
  ATTR_ATIME = 0x70,
  ATTR_NODIRATIME = 0x80,
  ATTR_NOSYMFOLLOW = 0x200000
};

struct attributes {
  uint64_t set, clear, propagation, userns;
};

static inline int open_tree(int at, const char *path, unsigned flags) {
  return (int)syscall(SYS_open_tree, at, path, flags);
}
static inline int move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags) {
  return (int)syscall(SYS_move_mount, from, from_path, to, to_path, flags);
}
static inline int fsopen(const char *type, unsigned flags) { return (int)syscall(SYS_fsopen, type, flags); }
static inline int fsconfig(int fd, unsigned command, const char *key, const void *value, int more) {
  return (int)syscall(SYS_fsconfig, fd, command, key, value, more);
}
static inline int fsmount(int fd, unsigned flags, unsigned attributes) {
  return (int)syscall(SYS_fsmount, fd, flags, attributes);
}
static inline int fspick(int at, const char *path, unsigned flags) {
  return (int)syscall(SYS_fspick, at, path, flags);
}
static inline int mount_setattr(int at, const char *path, unsigned flags, struct attributes *what, size_t size) {
  return (int)syscall(SYS_mount_setattr, at, path, flags, what, size);
}

/* A tmpfs that is mounted nowhere yet: the descriptor of its mount. */
static inline int detached_tmpfs(void) {
  int context = (int)must(fsopen("tmpfs", 0));
  must(fsconfig(context, CREATE, 0, 0, 0));
  int mounted = (int)must(fsmount(context, 0, 0));
  close(context);
  return mounted;
}
static inline const char *seen(const char *path) { return access(path, F_OK) ? error_name(errno) : "there"; }
static inline void file_at(int at, const char *path) {
  close((int)must(openat(at, path, O_CREAT | O_WRONLY, 0600)));
}
#endif
