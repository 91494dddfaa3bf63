/** A bug of ours: something other than an errno was thrown inside the kernel. Carries what is needed to find it. */
import type { Task } from "../task.ts";
import { nameOf } from "../trace-call.ts";
import { describeCode } from "./code.ts";

export class KernelCrash extends Error {
  override readonly name = "KernelCrash";
  readonly detail: string;

  constructor(task: Task, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    const call = task.call === null ? "no call" : nameOf(task.call.number);
    this.detail = [
      `kernel bug in ${call} of thread ${task.tid}: ${this.message}`,
      ...(cause instanceof Error ? [cause.stack ?? ""] : []),
      ...describeCode(task),
    ].join("\n");
  }
}
