/** RLIMIT_CPU: SIGXCPU at the soft limit and every second after it, SIGKILL at the hard one (setrlimit(2)). */
import { SIGKILL, SIGXCPU } from "../abi/signal.ts";
import { RLIMIT } from "./limits.ts";
import type { Process } from "./process.ts";
import { sendToProcess } from "./signals/send.ts";
import { kernelInfo } from "./signals/siginfo.ts";

const SECOND = 1e9;

/** Call when the limit changes, and for a new process. */
export const armCpuLimit = (process: Process): void => {
  const clock = process.cpu.total;
  if (process.cpuLimitTimer !== null) clock.cancel(process.cpuLimitTimer);
  process.cpuLimitTimer = null;
  const limit = process.limits[RLIMIT.CPU];
  if (limit === undefined || limit.soft === Number.POSITIVE_INFINITY) return;
  // A limit of 0 counts as one second.
  armAt(process, Math.max(limit.soft, 1) * SECOND);
};

const armAt = (process: Process, deadline: number): void => {
  const clock = process.cpu.total;
  process.cpuLimitTimer = clock.arm(deadline, () => {
    const hard = process.limits[RLIMIT.CPU]?.hard ?? Number.POSITIVE_INFINITY;
    process.cpuLimitTimer = null;
    if (clock.now >= hard * SECOND) {
      sendToProcess(process, kernelInfo(SIGKILL));
      return;
    }
    sendToProcess(process, kernelInfo(SIGXCPU));
    armAt(process, Math.min(Math.max(deadline, clock.now) + SECOND, Math.max(hard * SECOND, clock.now + 1)));
  });
};
