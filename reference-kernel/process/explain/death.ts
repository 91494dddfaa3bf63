/** Why a signal killed a program, in words: told of the first process, whose end is the run's. */
import { signalName } from "../../abi/signal.ts";
import type { SignalInfo } from "../signals/siginfo.ts";
import { describeSignalInfo } from "../signals/siginfo.ts";
import type { Task } from "../task.ts";
import { describeCall } from "./calls.ts";
import { describeCode } from "./code.ts";

export const describeDeath = (task: Task, info: SignalInfo): string =>
  [
    `killed by ${signalName(info.signo)} ${describeSignalInfo(info)}, in ${task.call === null ? "user code" : describeCall(task)}, thread ${task.tid}`,
    ...describeCode(task),
  ].join("\n");
