/** Worker threads that run programs: a run that does not come back (a bug of ours) can be ended, and the next goes on. */
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import type { Exit } from "../model.ts";
import type { Answer, Question } from "./reference-run.ts";
import type { RunOptions } from "./target.ts";

/** Real time that a run may take beyond the contract's own timeout, as a multiple of it: only a bug reaches it. */
const patience = 6;

/** A worker's first answer takes longer: it loads the kernel, on a machine that may have much else to do. */
const firstPatience = 30;

/** But never this much longer than the timeout, in milliseconds: somebody waits. */
const mostPatience = 120_000;

export type Ask<Asked extends Question> = (question: Asked, options: RunOptions) => Promise<Answer>;

export interface PoolOptions {
  readonly worker: URL;
  readonly size: number;
  /** Pieces of work after which a worker makes room for a fresh one. Default: it stays. */
  readonly lifetime?: number;
}

export class WorkerPool<Asked extends Question = Question> {
  readonly #options: PoolOptions;
  readonly #limit;
  readonly #idle: Worker[] = [];
  /** How much work each living worker has done. */
  readonly #all = new Map<Worker, number>();
  readonly #answered = new WeakSet<Worker>();
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#limit = pLimit(options.size);
  }

  /** Gives `work` a worker of its own. What kills the worker costs that one answer; the next comes from a fresh one. */
  use<Value>(work: (ask: Ask<Asked>) => Promise<Value>): Promise<Value> {
    return this.#limit(async () => {
      let worker = this.#take();
      const ask: Ask<Asked> = async (question, options) => {
        if (!this.#all.has(worker)) worker = this.#take();
        const times = this.#answered.has(worker) ? patience : firstPatience;
        const limit = Math.min(options.timeout * times, options.timeout + mostPatience);
        const answer = await askWorker(worker, question, options, limit);
        this.#answered.add(worker);
        return answer;
      };
      try {
        return await work(ask);
      } finally {
        this.#giveBack(worker);
      }
    });
  }

  #take(): Worker {
    if (this.#isClosed) throw new Error("the workers have been sent home");
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) if (this.#all.has(idle)) return idle;
    const worker = new Worker(this.#options.worker);
    this.#all.set(worker, 0);
    worker.once("exit", () => this.#all.delete(worker));
    worker.once("error", () => this.#all.delete(worker));
    return worker;
  }

  #giveBack(worker: Worker): void {
    const uses = (this.#all.get(worker) ?? Number.POSITIVE_INFINITY) + 1;
    if (uses < (this.#options.lifetime ?? Number.POSITIVE_INFINITY)) {
      this.#all.set(worker, uses);
      this.#idle.push(worker);
    } else if (this.#all.delete(worker)) void worker.terminate();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#all.keys()].map((worker) => worker.terminate()));
  }
}

function askWorker(worker: Worker, question: Question, options: RunOptions, limit: number): Promise<Answer> {
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
