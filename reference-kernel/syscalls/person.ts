/** Odds and ends of who a task is: personality(2), kcmp(2). */
import { EBADF, EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { mayAccess } from "../process/access.ts";
import type { Task } from "../process/task.ts";
import { int, pid, size, uint } from "./arguments.ts";
import { call } from "./define.ts";

const KCMP_FILE = 0;
const KCMP_VM = 1;
const KCMP_FILES = 2;
const KCMP_FS = 3;
const KCMP_SIGHAND = 4;
const KCMP_LAST = 7;

const kcmp = (task: Task, pid1: number, pid2: number, type: number, index1: number, index2: number): number => {
  const one = task.system.pids.tasks.get(pid1);
  const other = task.system.pids.tasks.get(pid2);
  if (one === undefined || other === undefined) throw ESRCH;
  if (!mayAccess(task, one, "real") || !mayAccess(task, other, "real")) throw EPERM;
  switch (type) {
    case KCMP_FILE: {
      if (!one.files.has(index1) || !other.files.has(index2)) throw EBADF;
      // Equal, or an order that means nothing; Linux orders by scrambled addresses, we by what was asked first.
      return one.files.getAny(index1) === other.files.getAny(index2) ? 0 : index1 < index2 ? 1 : 2;
    }
    case KCMP_VM:
      return one.space === other.space ? 0 : 1;
    case KCMP_FILES:
      return one.files === other.files ? 0 : 1;
    case KCMP_FS:
      return one.fs === other.fs ? 0 : 1;
    case KCMP_SIGHAND:
      return one.handlers === other.handlers ? 0 : 1;
    default:
      if (type > 0 && type <= KCMP_LAST) task.system.unsupported.add(`kcmp(${type})`);
      throw EINVAL;
  }
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
  call(
    "kcmp",
    [pid("pid1"), pid("pid2"), int("type"), size("idx1"), size("idx2")],
    kcmp,
    "files, memory, fs, handlers",
  ),
];
