/* mount-ids.h: statmount, listmount and the ids of mounts. Include it after contract.h. */
#ifndef MOUNT_IDS_H
#define MOUNT_IDS_H

#define SYS_STATMOUNT 457
#define SYS_LISTMOUNT 458

enum {
  SB_BASIC = 1,
  MNT_BASIC = 2,
  PROPAGATE_FROM = 4,
  MNT_ROOT = 8,
  MNT_POINT = 0x10,
  FS_TYPE = 0x20,
  MNT_NS_ID = 0x40,
  MNT_OPTS = 0x80,
  FS_SUBTYPE = 0x100,
  SB_SOURCE = 0x200
};

struct mount_request {
  uint32_t size, spare;
  uint64_t id, param, namespace;
};
struct mount_info {
  uint32_t size, options;
  uint64_t mask;
  uint32_t dev_major, dev_minor;
  uint64_t magic;
  uint32_t sb_flags, type;
  uint64_t id, parent;
  uint32_t id_old, parent_old;
  uint64_t attributes, propagation, peer_group, master, propagate_from;
  uint32_t root, point;
  uint64_t namespace;
  uint32_t subtype, source;
  uint64_t rest[48];
  char str[];
};

static uint64_t answer[1024] __attribute__((unused));

static inline long statmount(uint64_t id, uint64_t mask, void *buffer, size_t size, unsigned flags) {
  struct mount_request request = {24, 0, id, mask, 0};
  return syscall(SYS_STATMOUNT, &request, buffer, size, flags);
}
static inline long listmount(uint64_t id, uint64_t last, uint64_t *ids, size_t count, unsigned flags) {
  struct mount_request request = {24, 0, id, last, 0};
  return syscall(SYS_LISTMOUNT, &request, ids, count, flags);
}
static inline uint64_t statx_mount(const char *path, unsigned mask) {
  uint64_t buffer[32];
  must(syscall(SYS_statx, AT_FDCWD, path, 0, mask, buffer));
  return buffer[18];
}
static inline uint64_t unique_id(const char *path) { return statx_mount(path, 0x4000); }
static inline uint64_t old_id(const char *path) { return statx_mount(path, 0x1000); }
#endif
