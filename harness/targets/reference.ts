/**
 * The reference kernel as a target. It runs in worker threads, so that Linux runs meanwhile and a run that does not
 * come back (a bug of ours) can be ended.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Exit, Observation } from "../model.ts";
import { moduleExtension, projectRoot } from "../paths.ts";
import type { Answer, Question } from "./reference-run.ts";
import type { Program, RunOptions, Target } from "./target.ts";

/** Bounds loops that never end; a contract executes some thousand instructions. */
const maxInstructions = 1_000_000_000;

/** A mutant that loops is to be told soon; contracts stay far below. */
const maxMutantInstructions = 8_000_000;

/** Real time that a run may take beyond the contract's own timeout, as a multiple of it: only a bug reaches it. */
const patience = 6;

export function referenceTarget(): Target {
  const { version } = createRequire(import.meta.url)(join(projectRoot, "package.json")) as { version: string };
  const pool = new Pool(Math.max(1, Math.floor(availableParallelism() / 2)), maxInstructions);
  return {
    name: "reference",
    version,
    lacks: new Map(),
    repeats: false,
    run: async (program, options) => (await pool.run(program, options)).observation,
    trace: async (program, options) => {
      const { trace } = await pool.run(program, options, { trace: true });
      return trace.length > 0 ? { lines: trace } : { missing: "the program made no system call" };
    },
    state: async (program, options, line) =>
      (await pool.run(program, options, { stateAt: line ?? Number.POSITIVE_INFINITY })).state,
    close: () => pool.close(),
  };
}

/** The reference kernel's mutants: `run` names the one that is to run a program. */
export interface MutantKernels {
  run(mutant: string | null, program: Program, options: RunOptions): Promise<Observation>;
  close(): Promise<void>;
}

export function mutantKernels(): MutantKernels {
  const pool = new Pool(availableParallelism(), maxMutantInstructions);
  return {
    run: async (mutant, program, options) => (await pool.run(program, options, { mutant })).observation,
    close: () => pool.close(),
  };
}

class Pool {
  readonly #maxInstructions: number;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting: (() => void)[] = [];

  constructor(size: number, maxInstructions: number) {
    this.#size = size;
    this.#maxInstructions = maxInstructions;
  }

  async run(
    program: Program,
    options: RunOptions,
    { trace = false, mutant = null, stateAt = null }: Partial<Pick<Question, "trace" | "mutant" | "stateAt">> = {},
  ): Promise<Answer> {
    const elf = await readFile(program.elf);
    const idRange = program.requires.includes("id-range");
    const question: Question = { elf, idRange, maxInstructions: this.#maxInstructions, trace, mutant, stateAt };
    while (this.#idle.length === 0 && this.#all.size >= this.#size) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const worker = this.#idle.pop() ?? this.#start();
    try {
      return await ask(worker, question, options);
    } finally {
      if (this.#all.has(worker)) this.#idle.push(worker);
      this.#waiting.shift()?.();
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./reference-worker.${moduleExtension}`, import.meta.url));
    this.#all.add(worker);
    worker.once("exit", () => this.#all.delete(worker));
    worker.once("error", () => this.#all.delete(worker));
    return worker;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, question: Question, options: RunOptions): Promise<Answer> {
  const limit = options.timeout * patience;
  return new Promise<Answer>((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      worker.off("message", onMessage).off("error", onError);
      settle();
    };
    const onMessage = (answer: Answer) => end(() => resolve(answer));
    const onError = (error: unknown) => end(() => resolve(failed({ kind: "crash", detail: String(error) }, 0)));
    const onAbort = () => end(() => void worker.terminate().then(() => reject(options.signal?.reason)));
    const onTimeout = () => {
      const exit = { kind: "timeout", milliseconds: limit } as const;
      end(() => void worker.terminate().then(() => resolve(failed(exit, limit))));
    };
    const timer = setTimeout(onTimeout, limit);
    options.signal?.addEventListener("abort", onAbort, { once: true });
    worker.on("message", onMessage).on("error", onError).postMessage(question);
  });
}

const failed = (exit: Exit, milliseconds: number): Answer => ({
  observation: { lines: [], stderr: "", exit, unsupported: [], milliseconds },
  trace: [],
  state: null,
});
