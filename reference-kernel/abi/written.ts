/**
 * Functions that are written out from tables when they turn out to be called often. The host's compiler keeps what it
 * learns by a function's text: one text for all structs or all system calls never learns whom it calls, while a text of
 * its own for each is compiled into straight code.
 */

/** Calls after which writing a function out is worth its 20 microseconds. */
export const OFTEN = 50;

/** The function that `source` says, in whose text the names of `parts` stand for their values. */
export const written = <F>(source: string, parts: Readonly<Record<string, unknown>>): F =>
  new Function(...Object.keys(parts), `"use strict"; return ${source}`)(...Object.values(parts)) as F;
