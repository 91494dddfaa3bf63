/** MXCSR and the operands of SSE handlers written in TypeScript. */
import { type FloatEnv, setMxcsr, sseEnvironment } from "../float/format.ts";
import { settle } from "../float/settle.ts";
import type { HandlerCpu } from "../handler.ts";
import { MXCSR } from "../layout.ts";
import { VECTOR } from "../vectors.ts";

export function sseBegin(cpu: HandlerCpu): FloatEnv {
  const env = sseEnvironment();
  setMxcsr(env, cpu.u32[MXCSR >> 2]!);
  return env;
}

/** Sets the flags that the whole instruction raised; an unmasked one is #XM, and no result is written. */
export function sseFinish(cpu: HandlerCpu, record: number, env: FloatEnv): void {
  const flags = settle(env);
  cpu.u32[MXCSR >> 2]! |= flags;
  if ((flags & ~env.masks) !== 0) cpu.raise(record, VECTOR.simd);
}

/** The second operand: an xmm register or `size` bytes of memory, which must be aligned when there are 16. */
export function sseSource(cpu: HandlerCpu, record: number, size: number): number {
  if (!cpu.isMemory()) return cpu.second(record);
  if (size === 16 && cpu.effectiveAddress() % 16 !== 0) cpu.raise(record, VECTOR.generalProtection);
  return cpu.readOperand(record, size);
}
