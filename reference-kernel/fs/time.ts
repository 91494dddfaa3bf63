/** File times: seconds since 1970 and nanoseconds, exact. Values are shared and never changed in place. */
export interface Timestamp {
  readonly sec: number;
  readonly nsec: number;
}

export const EPOCH: Timestamp = { sec: 0, nsec: 0 };

/** Negative, zero or positive as `a` is before, at or after `b`. */
export const compareTimes = (a: Timestamp, b: Timestamp): number => a.sec - b.sec || a.nsec - b.nsec;

const DAY = 24 * 60 * 60;

/** Whether a read at `now` moves atime on a relatime mount (relatime_need_update). */
export const relatimeNeedsUpdate = (
  inode: { readonly atime: Timestamp; readonly mtime: Timestamp; readonly ctime: Timestamp },
  now: Timestamp,
): boolean =>
  compareTimes(inode.mtime, inode.atime) >= 0 ||
  compareTimes(inode.ctime, inode.atime) >= 0 ||
  now.sec - inode.atime.sec >= DAY;
