/** Memory policies of threads (numa(7), mm/mempolicy.c) on a machine with one node, number 0. */
import { EINVAL } from "../abi/errors.ts";

/** MPOL_*. */
export const MPOL = { default: 0, preferred: 1, bind: 2, local: 4, preferredMany: 5, weightedInterleave: 6 } as const;
const STATIC = 0x8000;
const RELATIVE = 0x4000;
const BALANCING = 0x2000;
const MODE_FLAGS = STATIC | RELATIVE | BALANCING;

export interface MemoryPolicy {
  readonly mode: number;
  /** MPOL_F_STATIC_NODES and the like. */
  readonly flags: number;
  /** Whether it names node 0. */
  readonly hasNode: boolean;
}

export const DEFAULT_POLICY: MemoryPolicy = { mode: MPOL.default, flags: 0, hasNode: false };

/** The policy of these words (sanitize_mpol_flags, mpol_new). `nodes`: bits of node numbers. */
export const policyOf = (words: number, nodes: bigint): MemoryPolicy => {
  const flags = words & MODE_FLAGS;
  const mode = words & ~MODE_FLAGS;
  if (mode < 0 || mode > MPOL.weightedInterleave) throw EINVAL;
  if ((flags & STATIC) !== 0 && (flags & RELATIVE) !== 0) throw EINVAL;
  if ((flags & BALANCING) !== 0 && mode !== MPOL.bind && mode !== MPOL.preferredMany) throw EINVAL;
  if (mode === MPOL.default) {
    if (nodes !== 0n) throw EINVAL;
    return DEFAULT_POLICY;
  }
  if (mode === MPOL.local || (mode === MPOL.preferred && nodes === 0n)) {
    if (nodes !== 0n || (flags & (STATIC | RELATIVE)) !== 0) throw EINVAL;
    return { mode: MPOL.local, flags, hasNode: false };
  }
  // Relative numbers count through the nodes that there are, again and again.
  const reaches = (flags & RELATIVE) !== 0 ? nodes !== 0n : (nodes & 1n) !== 0n;
  if (!reaches) throw EINVAL;
  return { mode, flags, hasNode: true };
};
