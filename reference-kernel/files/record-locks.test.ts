import { expect, test } from "vitest";
import { LAST_OFFSET, LockWaits, type RecordLock, RecordLocks } from "./record-locks.ts";

const lock = (kind: "read" | "write", start: bigint, end: bigint): RecordLock => ({ kind, start, end, pid: 1 });
const me = {};
const other = {};

/** What another owner finds in the way of a write lock over everything from `from` on. */
const inTheWay = (locks: RecordLocks, from: bigint): string => {
  const found = locks.conflict(other, lock("write", from, LAST_OFFSET));
  return found === null ? "" : `${found.lock.kind} ${found.lock.start}-${found.lock.end}`;
};

test("locks of one owner split, join and turn into one another", () => {
  const locks = new RecordLocks();
  locks.set(me, lock("write", 0n, 9n));
  locks.set(me, lock("write", 10n, 19n));
  expect(inTheWay(locks, 0n)).toBe("write 0-19");
  locks.set(me, lock("read", 5n, 6n));
  expect([inTheWay(locks, 0n), inTheWay(locks, 5n), inTheWay(locks, 7n)]).toEqual([
    "write 0-4",
    "read 5-6",
    "write 7-19",
  ]);
  locks.clear(me, 3n, 15n);
  expect([inTheWay(locks, 0n), inTheWay(locks, 3n)]).toEqual(["write 0-2", "write 16-19"]);
  locks.clear(me);
  expect(inTheWay(locks, 0n)).toBe("");
});

test("readers share, and nobody is in his own way", () => {
  const locks = new RecordLocks();
  locks.set(me, lock("read", 0n, 9n));
  expect(locks.conflict(other, lock("read", 0n, 9n))).toBe(null);
  expect(locks.conflict(other, lock("write", 9n, 9n))?.owner).toBe(me);
  expect(locks.conflict(me, lock("write", 0n, 9n))).toBe(null);
});

test("a circle of waiters is a deadlock, a chain is none", () => {
  const waits = new LockWaits();
  const third = {};
  waits.begin(me, other);
  waits.begin(other, third);
  expect(() => waits.begin(third, me)).toThrow();
  waits.end(me);
  expect(() => waits.begin(third, me)).not.toThrow();
});
