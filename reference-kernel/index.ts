/**
 * The reference kernel as a library: `boot(options).run(elf, argv, env)`.
 * This file is the whole public surface; the harness imports nothing else from this folder.
 */

import { MachinePool } from "./cpu/machine.ts";
import { ID_RANGE, ONLY_ROOT, WHOLE_MACHINE } from "./fs/vfs.ts";
import { NodeHostFolder } from "./host-folder.ts";
import { type Ending, Kernel, StartError } from "./kernel.ts";
import type { Mutant } from "./mutants/mutant.ts";

export { MachinePool } from "./cpu/machine.ts";
export { type SystemCallCoverage, systemCallCoverage } from "./syscalls/coverage.ts";

/** How the guest's first process ended. `signal` is Linux's name ("SIGSEGV"). */
export type GuestExit = Ending;

export interface BootOptions {
  /** Seed of random bytes, of the address layout and of the schedule. Default 1. */
  readonly seed?: number;
  /** Draw the order of turns from the seed, too: other interleavings of threads. Default false. */
  readonly shuffleSchedule?: boolean;
  /** Instructions that a task runs before another gets its turn. Default 20000. */
  readonly quantum?: number;
  /** The run ends with `instruction-limit` after so many guest instructions. Default 2e9. */
  readonly maxInstructions?: number;
  /** Processes and threads that the guest's user may have (RLIMIT_NPROC). Default 256. */
  readonly processes?: number;
  /**
   * The run ends with `output-limit` when the guest writes more bytes than this to standard output and error. Default:
   * 64 MiB where they are collected, no limit with `onOutput`.
   */
  readonly maxOutput?: number;
  /** A host folder that the guest sees as `/`; never written to (writes stay in memory). Default: a small built-in root. */
  readonly root?: string;
  /** With `root`: /tmp is an empty tmpfs, whatever the folder has there. Default false. */
  readonly ownTemporary?: boolean;
  readonly cwd?: string;
  /** Users and groups 0 to 65535 exist in the guest; by default only 0 does. */
  readonly idRange?: boolean;
  /** The first process is root of the machine itself, with no user namespace of its own. */
  readonly machine?: boolean;
  /** The guest has a cgroup v2 hierarchy of its own on /sys/fs/cgroup, where it may do everything. */
  readonly cgroups?: boolean;
  /** The path under which the guest sees the program (argv[0] may differ). Default `/bin/<argv[0] base name>`. */
  readonly path?: string;
  /** Standard input of the first process. Default: empty. */
  /** Standard input of the first process: its bytes, or a function that answers more of them and null at the end. Default: /dev/null. */
  readonly stdin?: Uint8Array | (() => Uint8Array | null);
  /** Called with each chunk written to standard output or error; without it the chunks are collected in the result. */
  readonly onOutput?: (fd: 1 | 2, chunk: Uint8Array) => void;
  /** Called with each finished line of the strace-like trace, without newline. */
  readonly onTrace?: (line: string) => void;
  /**
   * Keeps what the kernel's world was after so many lines of the trace (0: after the first; Infinity: at the end), as
   * `RunResult.state`. Costs a trace.
   */
  readonly stateAt?: number;
  /** Runs this variant of the kernel, with one mistake, instead. */
  readonly mutant?: Mutant;
  /** Machines kept warm between runs (`new MachinePool()`); by default every boot builds its own. */
  readonly pool?: MachinePool;
}

export interface RunResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exit: GuestExit;
  /** Names of system calls that the guest made and the kernel does not have, sorted, each once. */
  readonly unsupported: readonly string[];
  /** Guest instructions executed. */
  readonly instructions: number;
  /** For people: why a signal killed the program (instruction, registers, memory map); null where none did. */
  readonly death: string | null;
  /** The kernel's world at `stateAt`, for people; null where it was not asked for or the run did not come so far. */
  readonly state: string | null;
}

/** A program that cannot be run at all (not an ELF, another machine, a hostile header). `message` is one clear line. */
export class ExecError extends Error {
  override readonly name = "ExecError";
}

/** A kernel that has booted and waits for its first program. It runs one and is spent. */
export interface BootedKernel {
  /**
   * Runs `elf` as the first process, to its end. `argv` and `env` ("KEY=value") are byte strings as JavaScript strings:
   * characters above 255 are encoded as UTF-8. Throws ExecError when the program cannot be started.
   */
  run(elf: Uint8Array, argv: readonly string[], env?: readonly string[]): RunResult;
}

const DEFAULT_QUANTUM = 20_000;
const DEFAULT_MAX_INSTRUCTIONS = 2_000_000_000;
const DEFAULT_PROCESSES = 256;
const DEFAULT_MAX_COLLECTED = 64 << 20;

/** Boots a reference kernel. Nothing runs until `run` is called. */
export const boot = (options: BootOptions = {}): BootedKernel => ({
  run: (elf, argv, env = []) => run(options, elf, argv.map(bytesOf), env.map(bytesOf)),
});

const run = (options: BootOptions, elf: Uint8Array, argv: readonly string[], env: readonly string[]): RunResult => {
  const collected: Record<1 | 2, Uint8Array[]> = { 1: [], 2: [] };
  const { stdin, stateAt } = options;
  let state: string | null = null;
  let lines = 0;
  const onTrace = (line: string): void => {
    options.onTrace?.(line);
    if (lines++ === stateAt) state = kernel.describeState();
  };
  const kernel = new Kernel(options.pool ?? new MachinePool(), {
    ids: options.machine ? WHOLE_MACHINE : options.idRange ? ID_RANGE : ONLY_ROOT,
    cgroups: options.cgroups ?? false,
    root: options.root === undefined ? null : new NodeHostFolder(options.root),
    ownTemporary: options.ownTemporary ?? false,
    seed: options.seed ?? 1,
    shuffleSchedule: options.shuffleSchedule ?? false,
    quantum: options.quantum ?? DEFAULT_QUANTUM,
    maxInstructions: options.maxInstructions ?? DEFAULT_MAX_INSTRUCTIONS,
    processes: options.processes ?? DEFAULT_PROCESSES,
    maxOutput: options.maxOutput ?? (options.onOutput === undefined ? DEFAULT_MAX_COLLECTED : Number.POSITIVE_INFINITY),
    cwd: bytesOf(options.cwd ?? "/tmp"),
    path: bytesOf(options.path ?? `/bin/${(argv[0] ?? "program").replace(/^.*\//, "")}`),
    stdin: stdin === undefined ? null : typeof stdin === "function" ? stdin : once(stdin),
    onOutput: options.onOutput ?? ((fd, chunk) => collected[fd].push(chunk)),
    onTrace: stateAt === undefined ? (options.onTrace ?? null) : onTrace,
  });
  const undo = options.mutant?.apply(kernel);
  try {
    const exit = kernel.run(elf, argv, env);
    if (stateAt === Number.POSITIVE_INFINITY) state = kernel.describeState();
    return {
      stdout: joined(collected[1]),
      stderr: joined(collected[2]),
      exit,
      unsupported: kernel.unsupported,
      instructions: kernel.instructions,
      death: kernel.death,
      state,
    };
  } catch (error) {
    throw error instanceof StartError ? new ExecError(error.message) : error;
  } finally {
    undo?.();
    kernel.close();
  }
};

const once = (bytes: Uint8Array): (() => Uint8Array | null) => {
  let left: Uint8Array | null = bytes;
  return () => {
    const given = left;
    left = null;
    return given;
  };
};

/** The kernel's strings have one character a byte. */
const bytesOf = (text: string): string => {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
};

const joined = (chunks: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};
