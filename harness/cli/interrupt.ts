/** Ctrl-C and its kin: the work is told to stop and cleans up; a second one ends the process at once. */

import { setTimeout } from "node:timers/promises";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitStatus: number;

  constructor(exitStatus: number) {
    super("interrupted");
    this.exitStatus = exitStatus;
  }
}

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Runs `work` with a signal that aborts with `Interrupted`. */
export async function interruptible<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController();
  const stop = (name: (typeof signals)[number]) => {
    const exitStatus = 128 + numbers[name];
    if (controller.signal.aborted) process.exit(exitStatus);
    controller.abort(new Interrupted(exitStatus));
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    // Ctrl-C reaches our children too (compilers): one of them may be seen to fail before we see the signal.
    await setTimeout(20);
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
