/** File types, modes and the structs of stat(2), statx(2), statfs(2) and getdents64(2) on x86-64. */
import { array, i16, i32, i64, long, struct, u8, u16, u32, ulong } from "./struct.ts";
import { timespec } from "./time.ts";

export const S_IFMT = 0o170000;
export const S_IFSOCK = 0o140000;
export const S_IFLNK = 0o120000;
export const S_IFREG = 0o100000;
export const S_IFBLK = 0o060000;
export const S_IFDIR = 0o040000;
export const S_IFCHR = 0o020000;
export const S_IFIFO = 0o010000;
export const S_ISUID = 0o4000;
export const S_ISGID = 0o2000;
export const S_ISVTX = 0o1000;

/** struct utimbuf. */
export const utimbuf = struct({ actime: long, modtime: long });

/** struct stat. */
export const stat = struct({
  dev: ulong,
  ino: ulong,
  nlink: ulong,
  mode: u32,
  uid: u32,
  gid: u32,
  pad: u32,
  rdev: ulong,
  size: long,
  blksize: long,
  blocks: long,
  atime: timespec,
  mtime: timespec,
  ctime: timespec,
  reserved: array(long, 3),
});

const statxTimestamp = struct({ sec: long, nsec: u32, reserved: i32 });

/** struct statx. */
export const statx = struct({
  mask: u32,
  blksize: u32,
  attributes: ulong,
  nlink: u32,
  uid: u32,
  gid: u32,
  mode: u16,
  spare0: u16,
  ino: ulong,
  size: ulong,
  blocks: ulong,
  attributesMask: ulong,
  atime: statxTimestamp,
  btime: statxTimestamp,
  ctime: statxTimestamp,
  mtime: statxTimestamp,
  rdevMajor: u32,
  rdevMinor: u32,
  devMajor: u32,
  devMinor: u32,
  mountId: ulong,
  dioMemAlign: u32,
  dioOffsetAlign: u32,
  subvol: ulong,
  atomicWriteUnitMin: u32,
  atomicWriteUnitMax: u32,
  atomicWriteSegmentsMax: u32,
  dioReadOffsetAlign: u32,
  spare: array(ulong, 9),
});

export const STATX_BASIC_STATS = 0x7ff;
export const STATX_BTIME = 0x800;
export const STATX_MNT_ID = 0x1000;
export const STATX_MNT_ID_UNIQUE = 0x4000;
export const STATX_RESERVED = 0x8000_0000;
export const STATX_ATTR_MOUNT_ROOT = 0x2000;
export const AT_STATX_SYNC_TYPE = 0x6000;

/** struct statfs. */
export const statfs = struct({
  type: long,
  bsize: long,
  blocks: long,
  bfree: long,
  bavail: long,
  files: long,
  ffree: long,
  fsid: array(i32, 2),
  namelen: long,
  frsize: long,
  flags: long,
  spare: array(long, 4),
});

/** The fixed part of struct linux_dirent64; the name follows at `d_name`. */
export const dirent64 = struct({ ino: ulong, off: long, reclen: u16, type: u8 });
export const DIRENT64_NAME = 19;
/** The fixed part of the old struct linux_dirent; the type stands in the record's last byte. */
export const dirent = struct({ ino: ulong, off: ulong, reclen: u16 });
export const DIRENT_NAME = 18;

/** struct flock of F_GETLK, F_SETLK, F_SETLKW. */
export const flock = struct({ type: i16, whence: i16, start: i64, len: i64, pid: i32 });

/** struct open_how of openat2(2). */
export const openHow = struct({ flags: ulong, mode: ulong, resolve: ulong });

/** A device number as the kernel's stat shows it (new_encode_dev: 12 bits of major, 20 of minor). */
export const makeDevice = (major: number, minor: number): number =>
  (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
export const majorOf = (device: number): number => (device >>> 8) & 0xfff;
export const minorOf = (device: number): number => (device & 0xff) | ((device >>> 12) & 0xfff00);
