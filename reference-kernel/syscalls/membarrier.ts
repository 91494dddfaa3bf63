/**
 * membarrier(2). One instruction stream runs at a time, so every barrier holds already, and a thread whose turn has ended
 * starts its restartable sequence anew anyway; what is kept is who may ask.
 */
import { EINVAL, EPERM } from "../abi/errors.ts";
import type { Task } from "../process/task.ts";
import { int } from "./arguments.ts";
import { call } from "./define.ts";

const QUERY = 0;
const GLOBAL = 1;
const GLOBAL_EXPEDITED = 2;
const REGISTER_GLOBAL_EXPEDITED = 4;
const PRIVATE_EXPEDITED = 8;
const REGISTER_PRIVATE_EXPEDITED = 16;
const PRIVATE_EXPEDITED_SYNC_CORE = 32;
const REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 64;
const PRIVATE_EXPEDITED_RSEQ = 128;
const REGISTER_PRIVATE_EXPEDITED_RSEQ = 256;
const GET_REGISTRATIONS = 512;
const ALL = 0x3ff;
/** The barrier is for one processor only (PRIVATE_EXPEDITED_RSEQ). */
const FLAG_CPU = 1;

/** Commands that need the registration beside them. */
const registrationOf: ReadonlyMap<number, number> = new Map([
  [PRIVATE_EXPEDITED, REGISTER_PRIVATE_EXPEDITED],
  [PRIVATE_EXPEDITED_SYNC_CORE, REGISTER_PRIVATE_EXPEDITED_SYNC_CORE],
  [PRIVATE_EXPEDITED_RSEQ, REGISTER_PRIVATE_EXPEDITED_RSEQ],
]);

/** Who may more counts as one who may expedite among its own, although it may not (MEMBARRIER_STATE_PRIVATE_EXPEDITED). */
const registrationsOf = (barriers: number): number => {
  const further = REGISTER_PRIVATE_EXPEDITED_SYNC_CORE | REGISTER_PRIVATE_EXPEDITED_RSEQ;
  return (barriers & further) === 0 ? barriers : barriers | REGISTER_PRIVATE_EXPEDITED;
};

const membarrier = (task: Task, command: number, flags: number): number => {
  if (flags !== 0 && !(command === PRIVATE_EXPEDITED_RSEQ && flags === FLAG_CPU)) throw EINVAL;
  const { process } = task;
  switch (command) {
    case QUERY:
      return ALL;
    case GLOBAL:
    case GLOBAL_EXPEDITED:
      return 0;
    case REGISTER_GLOBAL_EXPEDITED:
    case REGISTER_PRIVATE_EXPEDITED:
    case REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
    case REGISTER_PRIVATE_EXPEDITED_RSEQ:
      process.barriers |= command;
      return 0;
    case GET_REGISTRATIONS:
      return registrationsOf(process.barriers);
    default: {
      const registration = registrationOf.get(command);
      if (registration === undefined) throw EINVAL;
      if ((process.barriers & registration) === 0) throw EPERM;
      return 0;
    }
  }
};

export const membarrierCalls = [call("membarrier", [int("cmd"), int("flags"), int("cpu_id")], membarrier)];
