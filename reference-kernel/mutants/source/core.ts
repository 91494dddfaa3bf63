/** Mutants of core/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const coreSourceMutants: readonly SourceMutant[] = [];
