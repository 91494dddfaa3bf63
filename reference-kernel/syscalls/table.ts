/** The one table of system calls: every family's rows, by number. */
import type { Syscall } from "./define.ts";
import { pipeCalls } from "./pipe.ts";

/** Each family exports its rows as an array; add it here. */
const families: readonly (readonly Syscall[])[] = [pipeCalls];

export const syscallTable: ReadonlyMap<number, Syscall> = new Map(
  families.flat().map((syscall) => [syscall.number, syscall]),
);
