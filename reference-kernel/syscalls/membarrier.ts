/** membarrier(2). One instruction stream runs at a time, so every barrier holds already; what is kept is who may ask. */
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
const ALL = 0x7f;

/** Commands that need the registration beside them. */
const registrationOf: ReadonlyMap<number, number> = new Map([
  [PRIVATE_EXPEDITED, REGISTER_PRIVATE_EXPEDITED],
  [PRIVATE_EXPEDITED_SYNC_CORE, REGISTER_PRIVATE_EXPEDITED_SYNC_CORE],
]);

const membarrier = (task: Task, command: number, flags: number): number => {
  if (flags !== 0) throw EINVAL;
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
      process.barriers |= command;
      return 0;
    default: {
      const registration = registrationOf.get(command);
      if (registration === undefined) throw EINVAL;
      if ((process.barriers & registration) === 0) throw EPERM;
      return 0;
    }
  }
};

export const membarrierCalls = [
  call("membarrier", [int("cmd"), int("flags"), int("cpu_id")], membarrier, "without the commands of rseq"),
];
