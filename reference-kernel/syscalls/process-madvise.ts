/** process_madvise(2) and process_mrelease(2): advice about the memory of a process that a pidfd names. */
import { EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { MADV } from "../abi/mman.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { mayAccess } from "../process/access.ts";
import type { Task } from "../process/task.ts";
import { fd, pointer, size, uint } from "./arguments.ts";
import { call } from "./define.ts";
import { adviseRange } from "./memory.ts";
import { advice } from "./memory-arguments.ts";
import { pidFile } from "./pidfd.ts";

const CAP_SYS_NICE = 23;

/** What may be advised to others (process_madvise_remote_valid). */
const remote: ReadonlySet<number> = new Set([MADV.WILLNEED, MADV.COLD, MADV.PAGEOUT, MADV.COLLAPSE]);

const processMadvise = (
  task: Task,
  number: number,
  vector: number,
  count: number,
  what: number,
  flags: number,
): number => {
  if (flags !== 0) throw EINVAL;
  const ranges = task.memory.readIovecs(vector, count);
  const { living } = pidFile(task, number);
  const target = living.mainTask;
  if (target === null) throw ESRCH;
  if (!mayAccess(task, target, "file")) throw EPERM;
  if (living.isZombie) throw ESRCH;
  const { space } = target;
  if (space !== task.space) {
    if (!remote.has(what)) throw EINVAL;
    if (!capableOverall(task.credentials, CAP_SYS_NICE)) throw EPERM;
  }
  let done = 0;
  for (const { base, length } of ranges) {
    try {
      adviseRange(space, base, length, what);
    } catch (error) {
      if (done === 0) throw error;
      break;
    }
    done += length;
  }
  return done;
};

/** A process that is about to end gives its memory back early; here it has none left by the time that others run. */
const processMrelease = (task: Task, number: number, flags: number): number => {
  if (flags !== 0) throw EINVAL;
  const { living } = pidFile(task, number);
  if (living.isZombie) throw ESRCH;
  if (living.groupExit === null && living.mainTask?.isDying() !== true) throw EINVAL;
  return 0;
};

export const processMadviseCalls = [
  call(
    "process_madvise",
    [fd("pidfd"), pointer("iovec"), size("vlen"), advice, uint("flags")],
    processMadvise,
    "MADV_COLLAPSE of files",
  ),
  call("process_mrelease", [fd("pidfd"), uint("flags")], processMrelease),
];
