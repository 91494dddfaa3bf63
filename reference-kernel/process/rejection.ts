/** Why a program cannot be started. */
import type { Errno } from "../abi/errors.ts";

export interface Rejection {
  /** What execve(2) answers. */
  readonly errno: Errno;
  /** One line for people: "not an ELF file". */
  readonly reason: string;
  /** Linux finds out only after it has given up the old program: the caller dies of SIGSEGV instead of an errno. */
  readonly lethal: boolean;
}

/** Thrown while an image is built; `tryBuild` in exec-image.ts turns it into its Rejection. */
export class Rejected {
  readonly rejection: Rejection;

  constructor(errno: Errno, reason: string, lethal = false) {
    this.rejection = { errno, reason, lethal };
  }
}
