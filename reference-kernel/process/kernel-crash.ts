/** A bug of ours: something other than an errno was thrown inside the kernel. Carries what is needed to find it. */
import { REGISTER_NAMES } from "../cpu/layout.ts";
import type { Task } from "./task.ts";

export class KernelCrash extends Error {
  override readonly name = "KernelCrash";
  readonly detail: string;

  constructor(task: Task, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    const { registers } = task;
    const shown = REGISTER_NAMES.map((name, index) => `${name}=0x${registers.big(index).toString(16)}`);
    this.detail = [
      `kernel bug in call ${task.call?.number ?? "none"} of thread ${task.tid}: ${this.message}`,
      cause instanceof Error ? (cause.stack ?? "") : "",
      `rip=0x${registers.rip.toString(16)} ${shown.join(" ")}`,
    ].join("\n");
  }
}
