/**
 * `--shard i/n`: a part of the contracts. A contract's part follows from its name alone, so that it stays where it is when
 * others come or go, on whatever machine.
 */
import { createHash } from "node:crypto";
import { UsageError } from "./errors.ts";

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count)) {
    throw new UsageError(`--shard wants a part such as 2/3, not "${text}"`);
  }
  return shard;
}

export function inShard(name: string, { index, count }: Shard): boolean {
  const hash = createHash("sha256").update(name).digest().readUInt32BE(0);
  return hash % count === index - 1;
}
