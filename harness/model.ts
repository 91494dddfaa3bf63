/** The words the rooms of the harness share: what a target showed, how it differs, what it is called. Types only. */

import type { ReleaseRange } from "./releases.ts";

/** How a program ended. `signal` is Linux's name ("SIGSEGV"); `detail` is for people. */
export type Exit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "timeout"; readonly milliseconds: number }
  | { readonly kind: "deadlock"; readonly detail: string }
  | { readonly kind: "instruction-limit"; readonly instructions: number }
  | { readonly kind: "output-limit"; readonly bytes: number }
  | { readonly kind: "idle-limit"; readonly milliseconds: number }
  | { readonly kind: "crash"; readonly detail: string };

/** What one target showed of one program. */
export interface Observation {
  /** Standard output, split at newlines, without a last empty line. */
  readonly lines: readonly string[];
  readonly stderr: string;
  readonly exit: Exit;
  /** Names of system calls that the target said it does not have. */
  readonly unsupported: readonly string[];
  /** Real time spent, in milliseconds. Never part of a verdict or of a report that must be reproducible. */
  readonly milliseconds: number;
}

/** The header of a contract, parsed from its first comment. A contract without our header has only `name` and `category`. */
export interface Contract {
  /** `<category>.<file name without .c>`, e.g. `events.epoll_edge`. */
  readonly name: string;
  readonly category: string;
  /** Absolute path of the C source. */
  readonly file: string;
  /** The promise, one sentence; empty for a contract without our header. */
  readonly promise: string;
  readonly source: string;
  /** Rows of the behaviour list, "B33". */
  readonly behaviours: readonly string[];
  /** System calls it covers. */
  readonly covers: readonly string[];
  /** What the host must have for the oracle to run it (`Requires:`), e.g. "root". */
  readonly requires: readonly string[];
  /** Outcomes that Linux permits where it promises no order (`Allows:`): each a set of `key: value` lines. */
  readonly allows: readonly string[];
  /** Releases of Linux that keep the promise (`Linux:`); empty for all. */
  readonly releases: ReleaseRange;
  /** Our header is there (false: a plain program that prints lines and ends in CONTRACT_PASS). */
  readonly headed: boolean;
  /** What tells that it came to its end (`--verdict`); without it, a verdict line. */
  readonly verdict?: VerdictKind;
}

/** A last line CONTRACT_PASS; or, for programs that know nothing of us, any end that is like Linux's. */
export type VerdictKind = "line" | "exit";

export type Status = "PASS" | "XFAIL" | "DIVERGE" | "FAIL";

/** One line that differs, aligned on the line's key; null where one side has no such line. */
export interface Difference {
  readonly key: string;
  readonly linux: string | null;
  readonly target: string | null;
}

/** One cell of the report: a contract on a target. */
export interface Result {
  readonly contract: string;
  readonly category: string;
  readonly target: string;
  /** The Linux that judged it, "uml 6.1.176", where that is not the one the whole report is about. */
  readonly oracle?: string | undefined;
  readonly status: Status;
  /** Why it is not PASS, in one line; null for PASS. For XFAIL the reason that known-divergences.json gives. */
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  /** Keys of the lines that were not the same in every run on the target; only where there are any. */
  readonly unstable?: readonly string[];
  readonly behaviours: readonly string[];
  readonly covers: readonly string[];
}
