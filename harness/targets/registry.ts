/** The targets by name. */
import { UsageError } from "../errors.ts";
import { referenceTarget } from "./reference.ts";
import type { Target } from "./target.ts";

export const targetNames = ["reference", "linux"] as const;

/** `oracle` is Linux, already probed; as a target of its own it is compared with itself. */
export function openTargets(names: readonly string[], oracle: Target): readonly Target[] {
  const unknown = names.filter((name) => !targetNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new UsageError(
      `unknown target ${unknown.map((name) => `"${name}"`).join(", ")}; there are ${targetNames.join(", ")}`,
    );
  }
  return [...new Set(names)].map((name) => (name === "linux" ? oracle : referenceTarget()));
}
