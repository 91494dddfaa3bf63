/**
 * The reference kernel as a target. It runs in worker threads, so that Linux runs meanwhile and a run that does not
 * come back (a bug of ours) can be ended.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { moduleExtension, projectRoot } from "../paths.ts";
import type { Question } from "./reference-run.ts";
import type { Program, RunOptions, Target } from "./target.ts";
import { WorkerPool } from "./worker-pool.ts";

/** Bounds loops that never end; a contract executes some thousand instructions. */
const maxInstructions = 2_000_000_000;

/** Whole programs execute up to some thousand million. */
const maxProgramInstructions = 20_000_000_000;

export function referenceTarget(): Target {
  const { version } = createRequire(import.meta.url)(join(projectRoot, "package.json")) as { version: string };
  const pool = new WorkerPool({
    worker: new URL(`./reference-worker.${moduleExtension}`, import.meta.url),
    size: Math.max(1, Math.floor(availableParallelism() / 2)),
  });
  const run = async (program: Program, options: RunOptions, wanted: Partial<Question> = {}) => {
    const question = { ...(await questionOf(program, maxInstructions)), ...wanted };
    return pool.use((ask) => ask(question, options));
  };
  return {
    name: "reference",
    version,
    lacks: new Map(),
    repeats: false,
    run: async (program, options) => (await run(program, options)).observation,
    trace: async (program, options) => {
      const { trace } = await run(program, options, { trace: true });
      return trace.length > 0 ? { lines: trace } : { missing: "the program made no system call" };
    },
    state: async (program, options, line) =>
      (await run(program, options, { stateAt: line ?? Number.POSITIVE_INFINITY })).state,
    close: () => pool.close(),
  };
}

/** What a worker is asked about a program, and no more than its output. */
export async function questionOf(program: Program, instructions: number): Promise<Question> {
  const elf = await readFile(program.elf);
  const idRange = program.requires.includes("id-range");
  const cgroups = program.requires.includes("cgroups");
  const { world } = program;
  const most = world === undefined ? instructions : maxProgramInstructions;
  const usual = { elf, maxInstructions: most, trace: false, stateAt: null };
  return {
    ...usual,
    idRange: idRange || cgroups,
    cgroups,
    machine: program.requires.includes("real-root"),
    ...(world && { world }),
  };
}
