/** cachestat(2): how much of a file is in memory. */
import { EINVAL } from "../abi/errors.ts";
import { struct, ulong } from "../abi/struct.ts";
import { RegularInode } from "../fs/tmpfs/regular.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

const range = struct({ offset: ulong, length: ulong });
const answer = struct({ cached: ulong, dirty: ulong, writtenBack: ulong, evicted: ulong, recentlyEvicted: ulong });
const PAGE_SIZE = 4096;

/** Files live in memory, so that none of their pages is to be written back, and none is ever evicted. */
const cachestat = (task: Task, number: number, rangeAt: number, answerAt: number, given: number): number => {
  const { inode } = task.files.get(number);
  const { offset, length } = task.memory.read(range, rangeAt);
  if (given !== 0) throw EINVAL;
  let cached = 0;
  if (inode instanceof RegularInode) {
    const end = length === 0 ? inode.size : Math.min(offset + length, inode.size);
    for (let page = Math.floor(offset / PAGE_SIZE); page * PAGE_SIZE < end; page++) {
      if (inode.pages.has(page)) cached++;
    }
  }
  task.memory.write(answer, answerAt, { cached, dirty: 0, writtenBack: 0, evicted: 0, recentlyEvicted: 0 });
  return 0;
};

export const cachestatCalls: readonly Syscall[] = [
  call("cachestat", [fd(), pointer("cstat_range"), pointer("cstat"), flags("flags", [])], cachestat),
];
