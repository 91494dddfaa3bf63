/** Names of flags in file calls, widest first, for the trace. */
import * as open from "../abi/open.ts";

type Names = readonly (readonly [bits: number, name: string])[];

export const openFlagNames: Names = [
  [open.O_TMPFILE, "O_TMPFILE"],
  [open.O_SYNC, "O_SYNC"],
  [open.O_RDWR, "O_RDWR"],
  [open.O_WRONLY, "O_WRONLY"],
  [open.O_RDONLY, "O_RDONLY"],
  [open.O_CREAT, "O_CREAT"],
  [open.O_EXCL, "O_EXCL"],
  [open.O_NOCTTY, "O_NOCTTY"],
  [open.O_TRUNC, "O_TRUNC"],
  [open.O_APPEND, "O_APPEND"],
  [open.O_NONBLOCK, "O_NONBLOCK"],
  [open.O_DSYNC, "O_DSYNC"],
  [open.O_ASYNC, "O_ASYNC"],
  [open.O_DIRECT, "O_DIRECT"],
  [open.O_LARGEFILE, "O_LARGEFILE"],
  [open.O_DIRECTORY, "O_DIRECTORY"],
  [open.O_NOFOLLOW, "O_NOFOLLOW"],
  [open.O_NOATIME, "O_NOATIME"],
  [open.O_CLOEXEC, "O_CLOEXEC"],
  [open.O_PATH, "O_PATH"],
];

export const atFlagNames: Names = [
  [open.AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW"],
  [open.AT_SYMLINK_FOLLOW, "AT_SYMLINK_FOLLOW"],
  [open.AT_NO_AUTOMOUNT, "AT_NO_AUTOMOUNT"],
  [open.AT_EMPTY_PATH, "AT_EMPTY_PATH"],
];
export const accessFlagNames: Names = [[open.AT_EACCESS, "AT_EACCESS"], ...atFlagNames];
export const unlinkFlagNames: Names = [[open.AT_REMOVEDIR, "AT_REMOVEDIR"]];
export const accessModeNames: Names = [
  [4, "R_OK"],
  [2, "W_OK"],
  [1, "X_OK"],
  [0, "F_OK"],
];
export const renameFlagNames: Names = [
  [1, "RENAME_NOREPLACE"],
  [2, "RENAME_EXCHANGE"],
  [4, "RENAME_WHITEOUT"],
];
export const whenceNames = { 0: "SEEK_SET", 1: "SEEK_CUR", 2: "SEEK_END", 3: "SEEK_DATA", 4: "SEEK_HOLE" } as const;
export const flockNames: Names = [
  [1, "LOCK_SH"],
  [2, "LOCK_EX"],
  [4, "LOCK_NB"],
  [8, "LOCK_UN"],
];
export const fallocateFlagNames: Names = [
  [1, "FALLOC_FL_KEEP_SIZE"],
  [2, "FALLOC_FL_PUNCH_HOLE"],
  [8, "FALLOC_FL_COLLAPSE_RANGE"],
  [16, "FALLOC_FL_ZERO_RANGE"],
  [32, "FALLOC_FL_INSERT_RANGE"],
  [64, "FALLOC_FL_UNSHARE_RANGE"],
];
export const rwfNames: Names = [
  [1, "RWF_HIPRI"],
  [2, "RWF_DSYNC"],
  [4, "RWF_SYNC"],
  [8, "RWF_NOWAIT"],
  [16, "RWF_APPEND"],
];
export const closeRangeFlagNames: Names = [
  [2, "CLOSE_RANGE_UNSHARE"],
  [4, "CLOSE_RANGE_CLOEXEC"],
];
export const fcntlNames: Readonly<Record<number, string>> = {
  0: "F_DUPFD",
  1: "F_GETFD",
  2: "F_SETFD",
  3: "F_GETFL",
  4: "F_SETFL",
  5: "F_GETLK",
  6: "F_SETLK",
  7: "F_SETLKW",
  8: "F_SETOWN",
  9: "F_GETOWN",
  10: "F_SETSIG",
  11: "F_GETSIG",
  36: "F_OFD_GETLK",
  37: "F_OFD_SETLK",
  38: "F_OFD_SETLKW",
  1024: "F_SETLEASE",
  1025: "F_GETLEASE",
  1026: "F_NOTIFY",
  1027: "F_DUPFD_QUERY",
  1028: "F_CREATED_QUERY",
  1035: "F_GET_RW_HINT",
  1036: "F_SET_RW_HINT",
  1030: "F_DUPFD_CLOEXEC",
  1031: "F_SETPIPE_SZ",
  1032: "F_GETPIPE_SZ",
  1033: "F_ADD_SEALS",
  1034: "F_GET_SEALS",
};
