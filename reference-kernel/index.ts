/**
 * The reference kernel as a library: `boot(options).run(elf, argv, env)`.
 * This file is the whole public surface; the harness imports nothing else from this folder.
 */

/** How the guest's first process ended. `signal` is Linux's name ("SIGSEGV"). */
export type GuestExit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "deadlock"; readonly detail: string }
  | { readonly kind: "instruction-limit"; readonly instructions: number }
  | { readonly kind: "crash"; readonly detail: string };

export interface BootOptions {
  /** Seed of random bytes, of the address layout and of the schedule. Default 1. */
  readonly seed?: number;
  /** Instructions that a task runs before another gets its turn. Default 20000. */
  readonly quantum?: number;
  /** The run ends with `instruction-limit` after so many guest instructions. Default 2e9. */
  readonly maxInstructions?: number;
  /** A host folder that the guest sees as `/`; never written to (writes stay in memory). Default: a small built-in root. */
  readonly root?: string;
  readonly cwd?: string;
  /** The path under which the guest sees the program (argv[0] may differ). Default `/bin/<argv[0] base name>`. */
  readonly path?: string;
  /** Standard input of the first process. Default: empty. */
  readonly stdin?: Uint8Array | (() => Uint8Array | null);
  /** Called with each chunk written to standard output or error; without it the chunks are collected in the result. */
  readonly onOutput?: (fd: 1 | 2, chunk: Uint8Array) => void;
  /** Called with each finished line of the strace-like trace, without newline. */
  readonly onTrace?: (line: string) => void;
}

export interface RunResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exit: GuestExit;
  /** Names of system calls that the guest made and the kernel does not have, sorted, each once. */
  readonly unsupported: readonly string[];
  /** Guest instructions executed. */
  readonly instructions: number;
}

/** A program that cannot be run at all (not an ELF, another machine, a hostile header). `message` is one clear line. */
export class ExecError extends Error {
  override readonly name = "ExecError";
}
