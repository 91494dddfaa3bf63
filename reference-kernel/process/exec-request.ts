/** What execve(2) asks of the loader. */
import type { Credentials } from "../core/caller.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import { NO_RANDOM, type RandomNumbers } from "../memory/layout.ts";
import type { MemoryLimits } from "../memory/limits.ts";
import type { Backing } from "../memory/mappable.ts";
import type { MemorySystem } from "../memory/memory-system.ts";

export interface RandomBytes extends RandomNumbers {
  fill(target: Uint8Array): void;
}

/** Strings are binary strings (a character a byte), without their NULs. */
export interface ExecRequest {
  readonly system: MemorySystem;
  /** The program: its pages, mapped and loaded on demand, and what keeps it open. */
  readonly program: Backing;
  /** Opens the file that PT_INTERP names, for a dynamically linked program. Throws an errno. */
  readonly openInterpreter: (path: string) => Backing;
  /** The path as execve was given it (AT_EXECFN). */
  readonly path: string;
  readonly argv: readonly string[];
  readonly envp: readonly string[];
  readonly credentials: Credentials;
  /** The program gained rights (set-user-ID): AT_SECURE. */
  readonly secure?: boolean;
  /** Refuse programs that Linux would start although their headers make no sense. */
  readonly strict?: boolean;
  readonly random: RandomBytes;
  /** Put everything where it always lies (ADDR_NO_RANDOMIZE). */
  readonly isFixed?: boolean;
  readonly limits: MemoryLimits;
  /** Maps the vDSO and answers its address; without it there is none. */
  readonly vdso?: { mapInto(space: AddressSpace): number };
}

/** Where the offsets of the layout are drawn from. */
export const offsetsOf = (request: ExecRequest): RandomNumbers => (request.isFixed ? NO_RANDOM : request.random);
