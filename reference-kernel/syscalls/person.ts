/** Odds and ends of who a task is: personality(2), kcmp(2). */
import { EBADF, EINVAL, ENOENT, EPERM, ESRCH } from "../abi/errors.ts";
import { struct, u32 } from "../abi/struct.ts";
import { Epoll } from "../files/epoll.ts";
import type { OpenFile } from "../files/open-file.ts";
import { mayAccess } from "../process/access.ts";
import type { Task } from "../process/task.ts";
import { int, pid, size, uint } from "./arguments.ts";
import { call } from "./define.ts";

const KCMP_FILE = 0;
const KCMP_VM = 1;
const KCMP_FILES = 2;
const KCMP_FS = 3;
const KCMP_SIGHAND = 4;
const KCMP_IO = 5;
const KCMP_SYSVSEM = 6;
const KCMP_EPOLL_TFD = 7;

/** struct kcmp_epoll_slot: an epoll, a number that it watches, which of them. */
const epollSlot = struct({ efd: u32, tfd: u32, toff: u32 });

const kcmp = (task: Task, pid1: number, pid2: number, type: number, index1: number, index2: number): number => {
  const one = task.system.pids.tasks.get(pid1);
  const other = task.system.pids.tasks.get(pid2);
  if (one === undefined || other === undefined) throw ESRCH;
  if (!mayAccess(task, one, "real") || !mayAccess(task, other, "real")) throw EPERM;
  const { ordering } = task.system;
  switch (type) {
    case KCMP_FILE:
      return ordering.compare(fileAt(one, index1), fileAt(other, index2));
    case KCMP_VM:
      return ordering.compare(one.space, other.space);
    case KCMP_FILES:
      return ordering.compare(one.files, other.files);
    case KCMP_FS:
      return ordering.compare(one.fs, other.fs);
    case KCMP_SIGHAND:
      return ordering.compare(one.handlers, other.handlers);
    case KCMP_IO:
      // Nobody has a context of input and output of his own.
      return 0;
    case KCMP_SYSVSEM:
      return ordering.compare(one.undo, other.undo);
    case KCMP_EPOLL_TFD:
      return ordering.compare(fileAt(one, index1), watchedBy(task, other, index2));
    default:
      throw EINVAL;
  }
};

const fileAt = (task: Task, number: number): OpenFile => {
  if (!task.files.has(number)) throw EBADF;
  return task.files.getAny(number);
};

/** The file that an epoll of `owner` watches, as a struct of the caller's names it. */
const watchedBy = (caller: Task, owner: Task, address: number): OpenFile => {
  const slot = caller.memory.read(epollSlot, address);
  const epoll = owner.files.has(slot.efd) ? owner.files.getAny(slot.efd) : null;
  if (epoll === null) throw EBADF;
  if (!(epoll instanceof Epoll)) throw EINVAL;
  const file = epoll.watched(slot.tfd, slot.toff);
  if (file === null) throw ENOENT;
  return file;
};

const UNCHANGED_PERSONALITY = 0xffff_ffff;

export const personCalls = [
  call(
    "personality",
    [uint("persona")],
    (task, persona) => {
      const old = task.personality;
      if (persona !== UNCHANGED_PERSONALITY) task.personality = persona;
      return old;
    },
    "other than ADDR_NO_RANDOMIZE and READ_IMPLIES_EXEC, kept and reported without effect",
  ),
  call("kcmp", [pid("pid1"), pid("pid2"), int("type"), size("idx1"), size("idx2")], kcmp),
];
