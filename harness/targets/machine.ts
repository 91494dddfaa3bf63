/**
 * A target that is a machine: its command boots once and runs many programs. Our init in it (harness/machines) tells
 * each run's beginning and end, so that a machine that panics or hangs costs the program that ran, and is booted again
 * for the others.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Console, type Word } from "../machines/console.ts";
import { fillRoot, initramfs, type Parts } from "../machines/parts.ts";
import type { Observation } from "../model.ts";
import { launchWords } from "../sandbox/launch.ts";
import { fillIn, type MachineConfig, type TargetConfig } from "./config.ts";
import { findProgram, versionOf } from "./installed.ts";
import { failed, observe } from "./observe.ts";
import type { Program, RunOptions, Target } from "./target.ts";

type Config = TargetConfig & MachineConfig;

/** Real time that a run may take beyond its program's timeout before the machine is held for dead, in milliseconds. */
const longestGrace = 15_000;
/** How often a program is run whose answer was garbled. */
const attempts = 3;

interface Job {
  readonly program: Program;
  readonly timeout: number;
  tries: number;
  readonly settle: (observation: Observation) => void;
}

export async function machineTarget(config: Config, parts: Parts): Promise<Target> {
  const answers = new Map<string, Promise<Observation>[]>();
  const machine = new Machine(config, parts);
  const start = (programs: readonly Program[], options: RunOptions): void => {
    const jobs = programs.map((program): Job => {
      const { promise, resolve, reject } = Promise.withResolvers<Observation>();
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason), { once: true });
      promise.catch(() => undefined);
      answers.set(program.name, [...(answers.get(program.name) ?? []), promise]);
      return { program, timeout: options.timeout * config.patience, tries: 0, settle: resolve };
    });
    void machine.serve(jobs, options.signal).catch((error: unknown) => {
      for (const job of jobs) job.settle(failed({ kind: "crash", detail: String(error) }));
    });
  };
  return {
    name: config.name,
    version: await versionOf(config),
    lacks: new Map(Object.entries(config.lacks ?? {})),
    repeats: true,
    prepare: start,
    run: async (program, options) => {
      if ((answers.get(program.name) ?? []).length === 0) start([program], options);
      const answer = answers.get(program.name)?.shift();
      if (answer === undefined) throw new Error(`${program.name} was not started`);
      return answer;
    },
    close: () => machine.close(),
  };
}

class Machine {
  readonly #config: Config;
  readonly #parts: Parts;
  readonly #running = new Set<ChildProcess>();

  constructor(config: Config, parts: Parts) {
    this.#config = config;
    this.#parts = parts;
  }

  /** Boots until every job has its answer. */
  async serve(jobs: readonly Job[], signal: AbortSignal | undefined): Promise<void> {
    let left = jobs;
    while (left.length > 0 && signal?.aborted !== true) left = await this.#boot(left, signal);
  }

  async close(): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
  }

  /** One boot. Answers the jobs that still wait: at least one fewer, or one try fewer. */
  async #boot(jobs: readonly Job[], signal: AbortSignal | undefined): Promise<readonly Job[]> {
    const folder = await mkdtemp(join(tmpdir(), "machine-"));
    const places = { here: this.#config.here, root: join(folder, "root"), initramfs: join(folder, "initramfs") };
    try {
      const runs = jobs.map(({ program, timeout }, number) => ({ number, program, timeout }));
      const needs = (place: string) => this.#config.command.some((part) => part.includes(place));
      if (needs("{root}")) {
        await mkdir(places.root);
        await fillRoot(places.root, this.#parts, runs);
      }
      if (needs("{initramfs}")) await writeFile(places.initramfs, await initramfs(this.#parts, runs));
      signal?.throwIfAborted();
      return await this.#follow(jobs, await this.#spawn(folder, places), signal);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }

  /** In a world of processes of its own (the launcher's mode `host`), so that all of the machine ends with us. */
  async #spawn(folder: string, places: Readonly<Record<string, string>>): Promise<ChildProcess> {
    const [name = "", ...words] = this.#config.command.map((part) => fillIn(part, places));
    const environment = { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder, ...this.#config.environment };
    const launch = {
      mode: "host",
      elf: null,
      timeout: 86_400_000,
      hostFolder: folder,
      command: [(await findProgram(name)) ?? name, ...words],
      environment: Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
    } as const;
    const child = spawn(this.#parts.launcher, [...(await launchWords(launch, process.pid)), "stream:1"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "" },
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    return child;
  }

  #follow(jobs: readonly Job[], child: ChildProcess, signal: AbortSignal | undefined): Promise<readonly Job[]> {
    const { boot } = this.#config;
    const grace = Math.min(longestGrace, boot * 1000);
    const waiting = new Set(jobs);
    const console = new Console();
    let [isUp, current, isDone] = [false, null as Job | null, false];
    let watchdog: NodeJS.Timeout;
    let hung = false;
    const watch = (milliseconds: number): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        hung = true;
        child.kill("SIGKILL");
      }, milliseconds);
    };
    const answer = (job: Job, observation: Observation): void => {
      waiting.delete(job);
      job.settle(observation);
    };
    const hear = (word: Word): void => {
      if (word.kind === "hello") {
        isUp = true;
        watch(grace);
      } else if (word.kind === "run") {
        current = jobs[word.number] ?? null;
        watch((current?.timeout ?? 0) + grace);
      } else if (word.kind === "end") {
        const job = jobs[word.number];
        current = null;
        watch(grace);
        if (job === undefined || !waiting.has(job)) return;
        if (word.frame !== null) answer(job, observe(word.frame));
        else if (++job.tries >= attempts) answer(job, crashed("its answer came garbled over the console", console));
      } else {
        isDone = true;
        watch(1000);
      }
    };
    const crashed = (detail: string, { tail }: Console): Observation => failed({ kind: "crash", detail }, 0, tail);
    const onAbort = () => void child.kill("SIGKILL");
    signal?.addEventListener("abort", onAbort, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => {
      for (const word of console.add(chunk, (number) => jobs[number]?.timeout ?? 0)) hear(word);
    });
    child.stderr?.on("data", (chunk: Buffer) => console.note(chunk.toString("latin1")));
    watch(boot * 1000);
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => {
        clearTimeout(watchdog);
        signal?.removeEventListener("abort", onAbort);
        if (isDone || signal?.aborted === true) return resolve([...waiting]);
        if (!isUp) {
          const why = hung ? `did not start our init within ${boot} s` : "ended before it started our init";
          for (const job of waiting) answer(job, crashed(`the machine ${why}`, console));
        } else {
          const [victim] = current === null ? waiting : [current];
          const end = { kind: "timeout", milliseconds: victim?.timeout ?? 0 } as const;
          if (victim !== undefined && hung) answer(victim, failed(end, 0, console.tail));
          else if (victim !== undefined) answer(victim, crashed("the machine ended while it ran", console));
        }
        resolve([...waiting]);
      });
    });
  }
}
