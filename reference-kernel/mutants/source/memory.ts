/** Mutants of memory/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const memorySourceMutants: readonly SourceMutant[] = [];
