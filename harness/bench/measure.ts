/** Times the rows of the bench programs. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { build } from "../build.ts";
import { projectRoot } from "../paths.ts";
import type { Toolchain } from "../toolchain.ts";
import { type Bench, failed, measured, type Row } from "./model.ts";
import { linuxRunner, type Runner } from "./runners.ts";

export const programsFolder = join(projectRoot, "harness/bench/programs");

/** One row of a program's table. */
export interface Pattern {
  readonly group: string;
  readonly name: string;
  readonly count: number;
  readonly elf: string;
}

/** Builds every program and reads its table; those whose group or name holds one of the words, or all. */
export async function findPatterns(
  toolchain: Toolchain,
  words: readonly string[],
  signal: AbortSignal,
): Promise<readonly Pattern[]> {
  const files = (await readdir(programsFolder)).filter((name) => name.endsWith(".c")).toSorted();
  const patterns: Pattern[] = [];
  for (const file of files) {
    const built = await build(toolchain, { file: join(programsFolder, file), includes: [] }, signal);
    if (!built.ok) throw new Error(built.message);
    const { stdout } = await execa(built.elf);
    for (const line of stdout.split("\n")) {
      const [, count, name = ""] = /^(\d+) (.*)$/.exec(line) ?? [];
      if (count === undefined) throw new Error(`${file} lists "${line}", not "count name"`);
      patterns.push({ group: basename(file, ".c"), name, count: Number(count), elf: built.elf });
    }
  }
  if (words.length === 0) return patterns;
  return patterns.filter(({ group, name }) => words.some((word) => `${group}.${name}`.includes(word)));
}

export interface Measuring {
  readonly patterns: readonly Pattern[];
  readonly runners: readonly Runner[];
  /** Runs with and without repetitions; of each the fastest counts. */
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (pattern: Pattern) => void;
}

export async function measure({ patterns, runners, runs, signal, onProgress }: Measuring): Promise<Bench> {
  const rows: Row[] = [];
  for (const pattern of patterns) {
    onProgress(pattern);
    const { group, name, count } = pattern;
    const linux = await timeOf(linuxRunner, pattern, runs, signal);
    const targets: Row["targets"] = {};
    for (const runner of runners) {
      targets[runner.name] = await timeOf(runner, pattern, runs, signal).then(
        (time) => measured(time, linux),
        (error: unknown) => {
          signal.throwIfAborted();
          return failed(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
        },
      );
    }
    rows.push({ group, name, count, linux, targets });
  }
  return { schema: 1, targets: runners.map(({ name }) => name), rows };
}

/** Milliseconds after which what was measured is good enough. */
const patience = 1500;

/** Where repetitions are lost in the noise of starting and ending, so many times as many runs are made. */
const persistence = 3;

/** Nanoseconds of one repetition: the fastest run with all of them less the fastest without. */
async function timeOf(runner: Runner, pattern: Pattern, runs: number, signal: AbortSignal): Promise<number> {
  const { elf, name, count } = pattern;
  const start = performance.now();
  let [full, empty] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const enough = (done: number): boolean =>
    performance.now() - start > patience || (full - empty > empty / 10 ? done >= runs : done >= runs * persistence);
  for (let done = 0; done === 0 || !enough(done); done++) {
    empty = Math.min(empty, await milliseconds(() => runner.run(elf, [name, "0"], signal)));
    full = Math.min(full, await milliseconds(() => runner.run(elf, [name, String(count)], signal)));
  }
  // What costs less than the clock can tell still costs something.
  return Math.max(1, Math.round(((full - empty) * 1e7) / count)) / 10;
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
