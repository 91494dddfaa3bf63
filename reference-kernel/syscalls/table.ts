/** The one table of system calls: every family's rows, by number. */
import type { Syscall } from "./define.ts";
import { execCalls } from "./exec.ts";
import { futexCalls } from "./futex.ts";
import { identityCalls } from "./identity.ts";
import { limitCalls } from "./limits.ts";
import { memoryCalls } from "./memory.ts";
import { prctlCalls } from "./prctl.ts";
import { processCalls } from "./process.ts";
import { readinessCalls } from "./readiness-calls.ts";
import { schedulingCalls } from "./scheduling.ts";
import { signalCalls } from "./signals.ts";
import { systemCalls } from "./system.ts";
import { timeCalls } from "./time.ts";
import { usageCalls } from "./usage.ts";

/** Each family exports its rows as an array; add it here. */
const families: readonly (readonly Syscall[])[] = [
  processCalls,
  execCalls,
  signalCalls,
  futexCalls,
  timeCalls,
  usageCalls,
  identityCalls,
  limitCalls,
  schedulingCalls,
  memoryCalls,
  readinessCalls,
  prctlCalls,
  systemCalls,
];

export const syscallTable: ReadonlyMap<number, Syscall> = new Map(
  families.flat().map((syscall) => [syscall.number, syscall]),
);
