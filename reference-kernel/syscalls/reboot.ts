/** reboot(2): in a pid namespace it ends process 1 (reboot_pid_ns); the machine's own is not a guest's to stop. */
import { EINVAL, EPERM } from "../abi/errors.ts";
import { SIGHUP, SIGINT, SIGKILL } from "../abi/signal.ts";
import { capableIn } from "../core/user-namespace.ts";
import { sendToProcess } from "../process/signals/send.ts";
import { kernelInfo } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { hexUint, pointer } from "./arguments.ts";
import { call } from "./define.ts";

const CAP_SYS_BOOT = 22;
const MAGIC = 0xfee1_dead;
const MAGIC_2: readonly number[] = [672274793, 85072278, 369367448, 537993216];
/** What process 1 is said to have died of, by command. */
const DEATHS: ReadonlyMap<number, number> = new Map([
  [0x0123_4567, SIGHUP], // RESTART
  [0xa1b2_c3d4, SIGHUP], // RESTART2
  [0xcdef_0123, SIGINT], // HALT
  [0x4321_fedc, SIGINT], // POWER_OFF
]);

const reboot = (task: Task, magic: number, magic2: number, command: number): number => {
  const { pidNs } = task.process;
  if (!capableIn(task.credentials, pidNs.userNs, CAP_SYS_BOOT)) throw EPERM;
  if (magic !== MAGIC || !MAGIC_2.includes(magic2)) throw EINVAL;
  const death = DEATHS.get(command);
  if (death === undefined) throw EINVAL;
  const { reaper } = pidNs;
  if (reaper === null || pidNs.level === 0) {
    task.system.unsupported.add("reboot of the outermost pid namespace");
    throw EPERM;
  }
  pidNs.reboot = death;
  sendToProcess(reaper, kernelInfo(SIGKILL));
  task.exitGroup(0);
  return 0;
};

export const rebootCalls = [
  call("reboot", [hexUint("magic"), hexUint("magic2"), hexUint("cmd"), pointer("arg")], reboot),
];
