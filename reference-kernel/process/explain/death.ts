/** Why a signal killed a program, in words: told of the first process, whose end is the run's. */
import { SI_KERNEL, SIGKILL, signalName } from "../../abi/signal.ts";
import type { SignalInfo } from "../signals/siginfo.ts";
import { describeSignalInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";
import { describeCall } from "./calls.ts";
import { describeCode } from "./code.ts";

export const describeDeath = (task: Task, info: SignalInfo): string =>
  [
    `killed by ${signalName(info.signo)}${wantOfMemory(task, info)} ${describeSignalInfo(info)}, in ${task.call === null ? "user code" : describeCall(task)}, thread ${task.tid}`,
    ...describeCode(task),
  ].join("\n");

/** The out-of-memory killer's signal comes with every frame in use. */
const wantOfMemory = ({ system }: Task, info: SignalInfo): string => {
  const isKernels = info.signo === SIGKILL && info.code === SI_KERNEL;
  return isKernels && system.machine.physical.isFull ? " for want of memory" : "";
};
