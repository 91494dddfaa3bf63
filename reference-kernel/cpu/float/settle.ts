/** The exceptions of a whole instruction, once all its elements are computed. */
import { BEFORE_OPERATION, type FloatEnv } from "./format.ts";

/** The flags to set: an unmasked exception seen before the operation keeps it from overflow, underflow and inexact. */
export function settle(env: FloatEnv): number {
  const flags = env.flags;
  return (flags & ~env.masks & BEFORE_OPERATION) !== 0 ? flags & BEFORE_OPERATION : flags;
}
