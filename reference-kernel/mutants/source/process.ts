/** Mutants of process/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const processSourceMutants: readonly SourceMutant[] = [];
