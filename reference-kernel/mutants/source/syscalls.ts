/** Mutants of syscalls/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const syscallsSourceMutants: readonly SourceMutant[] = [];
