/** Where the bench programs run: Linux, the reference kernel in this process, and targets that are a command. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { boot, MachinePool } from "../../reference-kernel/index.ts";
import { UsageError } from "../errors.ts";
import { targetsFolder } from "../paths.ts";
import { fillIn, readTargetFile, type TargetConfig } from "../targets/config.ts";
import { findProgram, whyNot } from "../targets/installed.ts";

export interface Runner {
  readonly name: string;
  /** Runs the ELF once, to its end. Throws when it does not exit with 0. */
  run(elf: string, args: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Milliseconds of one run. */
const timeout = 60_000;

export const linuxRunner: Runner = { name: "linux", run: (elf, args, signal) => execute(elf, args, signal) };

async function execute(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const { failed, stderr, shortMessage } = await execa(program, args, {
    stdin: "ignore",
    stdout: "ignore",
    reject: false,
    timeout,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  if (failed) throw new Error(stderr.split("\n")[0] || shortMessage);
}

/** One warm process, as a run of all contracts is. */
export function referenceRunner(): Runner {
  const pool = new MachinePool();
  return {
    name: "reference",
    run: async (elf, args) => {
      const path = "/bin/bench";
      const { exit } = boot({ pool, path, maxInstructions: 1e11, processes: 4096 }).run(await readFile(elf), [
        path,
        ...args,
      ]);
      if (exit.kind === "exited" && exit.code === 0) return;
      throw new Error("detail" in exit ? exit.detail : exit.kind);
    },
  };
}

export async function runnerFor(word: string): Promise<Runner> {
  if (word === "reference") return referenceRunner();
  const config = await readTargetFile(word.endsWith(".json") ? word : join(targetsFolder, `${word}.json`));
  const why = await whyNot(config);
  if (why !== null) throw new UsageError(`${word}: ${why}`);
  if (!takesPrograms(config)) throw new UsageError(`${word}: boots a machine, which takes no bench programs`);
  return {
    name: config.name,
    run: async (elf, args, signal) => {
      const [name = "", ...words] = config.command.map((part) => (part === boots ? elf : fillIn(part, { here, elf })));
      await execute((await findProgram(name)) ?? name, [...words, ...args], signal);
    },
  };
}

/** The word of a machine's command that names our init: where there is one, a program can stand instead. */
const boots = "{root}/init";
const here = targetsFolder;

/** Can its command run a program with arguments? */
export const takesPrograms = (config: TargetConfig): boolean =>
  config.kind === "command" || config.command.at(-1) === boots;
