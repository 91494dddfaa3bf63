import type { SyscallResult } from "../process/syscall-entry.ts";
import { all, type Invoke, type Mutant, replaceCall, withArguments } from "./mutant.ts";

/** The first look is right; after it, nothing but the timeout counts. */
const sleepThrough =
  (original: Invoke): Invoke =>
  (task, registers) => {
    const timeout = registers.low(3) | 0;
    const now = original(task, withArguments(registers, { 3: 0 }));
    if (timeout === 0 || now !== 0) return now;
    const halves = [0, 1, 2, 3, 4, 5].map((index) => [registers.low(index), registers.high(index)] as const);
    const kept = { low: (index: number) => halves[index]?.[0] ?? 0, high: (index: number) => halves[index]?.[1] ?? 0 };
    const deadline = timeout < 0 ? Number.POSITIVE_INFINITY : task.clock.now + timeout * 1e6;
    return (function* () {
      yield* task.waitEvent([], () => undefined, { deadline, reason: "epoll_wait" });
      return original(task, withArguments(kept, { 3: 0 })) as SyscallResult;
    })();
  };

export const epollWaitSleepsThrough: Mutant = {
  id: "epoll-wait-sleeps-through",
  behaviour: "B24",
  mistake: "epoll_wait that had to sleep does not wake before its timeout",
  file: "syscalls/epoll.ts",
  calls: ["epoll_wait", "epoll_pwait"],
  apply: (kernel) =>
    all(...(["epoll_wait", "epoll_pwait"] as const).map((name) => replaceCall(kernel, name, sleepThrough))),
};
