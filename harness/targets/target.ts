/**
 * A target: whatever can run a static ELF and show what it did. `linux` is the oracle; everything else is compared
 * with it. Adapters are small; all of them answer an `Observation` and throw only for what is wrong with the call.
 */
import type { Observation } from "../model.ts";
import type { Trace } from "../trace/trace.ts";

export interface Program {
  /** Dotted name, for people. */
  readonly name: string;
  /** Absolute path of the static ELF. */
  readonly elf: string;
  /** What the contract `Requires:`, e.g. "id-range". */
  readonly requires: readonly string[];
  /** A whole program in a root of its own. */
  readonly world?: World;
}

/** What a whole program runs in, instead of the usual small root. */
export interface World {
  /** A folder of the host that is the root, not to be written to; /tmp is the program's own. */
  readonly root: string;
  /** Program and arguments; the first is an absolute path inside. */
  readonly command: readonly string[];
  /** NAME=VALUE. */
  readonly environment: readonly string[];
}

export interface RunOptions {
  /** Real time after which the program is killed, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

export interface Target {
  readonly name: string;
  /** Kernel release or version, for the report. */
  readonly version: string;
  /** What this host cannot give, as words of `Requires:`, each with the reason; said once at the start. */
  readonly lacks: ReadonlyMap<string, string>;
  /** Whether it can answer otherwise from run to run; then it is asked as often as Linux is. */
  readonly repeats: boolean;
  /** Told beforehand what will be run, each as often as it stands there: a machine boots once for all of it. */
  prepare?(programs: readonly Program[], options: RunOptions): void;
  run(program: Program, options: RunOptions): Promise<Observation>;
  /** Runs the program once more, for its system calls. A target that cannot tell them leaves it out. */
  trace?(program: Program, options: RunOptions): Promise<Trace>;
  /** Runs it once more, for the kernel's state after a line of its trace; null: at the end. */
  state?(program: Program, options: RunOptions, line: number | null): Promise<string | null>;
  close(): Promise<void>;
}
