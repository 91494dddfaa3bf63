/** The door to the reference kernel, loaded only when it is wanted. */
import { type BootOptions, ExecError, type RunResult } from "../../reference-kernel/index.ts";

export type { GuestExit } from "../../reference-kernel/index.ts";

export interface Kernel {
  run(elf: Uint8Array, argv: readonly string[], env: readonly string[]): RunResult | Promise<RunResult>;
}

export const isExecError = (error: unknown): error is ExecError => error instanceof ExecError;

export async function bootKernel(options: BootOptions): Promise<Kernel> {
  const kernel = await import("../../reference-kernel/index.ts");
  if (!("boot" in kernel)) throw new ExecError("the reference kernel cannot run programs yet");
  return await (kernel.boot as (options: BootOptions) => Kernel | Promise<Kernel>)(options);
}
