/** syslog(2): the kernel's own log. It is empty, and only for who has rights over the machine (kernel.dmesg_restrict is 1). */
import { CAP_SYSLOG } from "../abi/capabilities.ts";
import { EINVAL, EPERM } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import { capableOverall } from "../core/user-namespace.ts";
import type { Task } from "../process/task.ts";
import { int, outBuffer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

const READ = 2;
const READ_ALL = 3;
const READ_CLEAR = 4;
const CONSOLE_LEVEL = 8;
const SIZE_BUFFER = 10;
const LOG_SIZE = 131072;
const LAST_LEVEL = 8;

const syslog = (task: Task, type: number, buffer: number, length: number): number | Blocking<number> => {
  if (!capableOverall(task.credentials, CAP_SYSLOG)) throw EPERM;
  switch (type) {
    case READ:
    case READ_ALL:
    case READ_CLEAR:
      if (buffer === 0 || length < 0) throw EINVAL;
      return length === 0 || type !== READ ? 0 : waiting(task);
    case CONSOLE_LEVEL:
      if (length < 1 || length > LAST_LEVEL) throw EINVAL;
      return 0;
    case SIZE_BUFFER:
      return LOG_SIZE;
    default:
      if (type < 0 || type > SIZE_BUFFER) throw EINVAL;
      return 0;
  }
};

/** Nothing is ever said. */
function* waiting(task: Task): Blocking<number> {
  yield* task.waitEvent([], () => undefined, { reason: "syslog" });
  return 0;
}

export const kernelLogCalls: readonly Syscall[] = [
  call("syslog", [int("type"), outBuffer("bufp"), int("len")], syslog),
];
