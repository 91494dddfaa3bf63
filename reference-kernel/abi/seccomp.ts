/** Secure computing: modes, flags, actions and layouts (linux/seccomp.h). */
import { i32, i64, struct, u16, u32, u64 } from "./struct.ts";

export const SECCOMP_MODE_STRICT = 1;
export const SECCOMP_MODE_FILTER = 2;

export const SECCOMP_SET_MODE_STRICT = 0;
export const SECCOMP_SET_MODE_FILTER = 1;
export const SECCOMP_GET_ACTION_AVAIL = 2;
export const SECCOMP_GET_NOTIF_SIZES = 3;

export const SECCOMP_FILTER_FLAG_TSYNC = 1;
export const SECCOMP_FILTER_FLAG_LOG = 2;
export const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
export const SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
export const SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 16;
export const SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 32;

/** Actions, the upper half of what a filter answers; as signed numbers the smallest counts. */
export const SECCOMP_RET_KILL_PROCESS = 0x8000_0000;
export const SECCOMP_RET_KILL_THREAD = 0;
export const SECCOMP_RET_TRAP = 0x0003_0000;
export const SECCOMP_RET_ERRNO = 0x0005_0000;
export const SECCOMP_RET_USER_NOTIF = 0x7fc0_0000;
export const SECCOMP_RET_TRACE = 0x7ff0_0000;
export const SECCOMP_RET_LOG = 0x7ffc_0000;
export const SECCOMP_RET_ALLOW = 0x7fff_0000;

export const SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;
export const SECCOMP_ADDFD_FLAG_SETFD = 1;
export const SECCOMP_ADDFD_FLAG_SEND = 2;
export const SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP = 1;

export const SECCOMP_IOCTL_NOTIF_RECV = 0xc050_2100;
export const SECCOMP_IOCTL_NOTIF_SEND = 0xc018_2101;
export const SECCOMP_IOCTL_NOTIF_ID_VALID = 0x4008_2102;
export const SECCOMP_IOCTL_NOTIF_ID_VALID_WRONG_DIR = 0x8008_2102;
export const SECCOMP_IOCTL_NOTIF_SET_FLAGS = 0x4008_2104;
/** SECCOMP_IOCTL_NOTIF_ADDFD without its size, which tells how much the caller knows of the layout. */
export const SECCOMP_IOCTL_NOTIF_ADDFD = 0x4000_2103;
export const IOCTL_SIZE_MASK = 0x3fff_0000;

export const seccompNotifSizes = struct({ notif: u16, response: u16, data: u16 });
export const seccompNotif = struct({ id: u64, pid: u32, flags: u32 });
export const seccompNotifResp = struct({ id: u64, value: i64, error: i32, flags: u32 });
export const seccompNotifAddfd = struct({ id: u64, flags: u32, srcfd: u32, newfd: u32, newfdFlags: u32 });
/** struct seccomp_data, which is behind the head of a notification. */
export const SECCOMP_DATA_SIZE = 64;
