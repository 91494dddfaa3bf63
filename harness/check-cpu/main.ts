/**
 * The processor check: runs single instructions over edge and random operands on the real processor and on the reference
 * kernel, the same ELF on both, and names every difference.
 *
 *     npm run check:cpu -- --cases 200000 --seed 1 [--only MNEMONIC] [--hot]
 */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { boot, MachinePool } from "../../reference-kernel/index.ts";
import { compileTable, Decoder, disassemble, Random, ROWS } from "../../reference-kernel/processor.ts";
import { build } from "../build.ts";
import { findToolchain } from "../toolchain.ts";
import { type Case, makeCase } from "./cases.ts";
import { compare, type Mismatch } from "./compare.ts";
import { CODE, OUTCOME, STATE } from "./layout.ts";

const BATCH = 2000;
/** Differences shown in full; the rest are counted by instruction. */
const SHOWN = 10;

interface Found {
  readonly test: Case;
  readonly mismatches: readonly Mismatch[];
}

const table = compileTable(ROWS);
const decoder = new Decoder(table);

const { cases, seed, only, hot } = yargs(hideBin(process.argv))
  .scriptName("npm run check:cpu --")
  .option("cases", { type: "number", default: 200_000, describe: "how many cases to run" })
  .option("seed", { type: "number", default: 1, describe: "seed of the cases" })
  .option("hot", { type: "boolean", default: false, describe: "in regions (tier 1) from the first time on" })
  .option("only", { type: "string", describe: "only instructions of this name" })
  .strict()
  .parseSync();

const rows = table.rows.filter(
  ({ row }) =>
    row.encoding !== "" &&
    row.unchecked === undefined &&
    (only === undefined || row.mnemonic.split("|").includes(only)),
);
if (rows.length === 0 || !(cases > 0)) {
  console.error(rows.length === 0 ? `no instruction is called ${only}` : "--cases takes a positive number");
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "check-cpu-"));
try {
  process.exitCode = await check();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function check(): Promise<number> {
  const built = await build(await findToolchain(), { file: join(import.meta.dirname, "runner.c"), includes: [] });
  if (!built.ok) {
    console.error(`the runner does not build: ${built.reason}`);
    return 2;
  }
  const elf = await readFile(built.elf);
  // A pool holds so many regions and no more.
  const newPool = (): MachinePool => new MachinePool(hot ? { hotAfter: 1, lookInterval: 1 } : {});
  let pool = newPool();
  const random = new Random(seed);
  const found: Found[] = [];
  for (let done = 0; done < cases; done += BATCH) {
    // Every row has its turn, in order, so that a run of N cases covers all of the table N / rows times.
    const batch = Array.from({ length: Math.min(BATCH, cases - done) }, (_, i) =>
      makeCase(random, rows[(done + i) % rows.length] as (typeof rows)[number]),
    );
    if (hot) pool = newPool();
    const input = Buffer.concat(batch.map(({ state }) => state));
    const native = await execa(built.elf, {
      input,
      encoding: "buffer",
      maxBuffer: 1 << 28,
      reject: false,
      stripFinalNewline: false,
    });
    const reference = boot({ pool, stdin: input, maxInstructions: 1e12 }).run(elf, ["runner"], []);
    const expected = batch.length * OUTCOME.size;
    if (native.stdout.length !== expected || reference.stdout.length !== expected) {
      const at = Math.floor(Math.min(native.stdout.length, reference.stdout.length) / OUTCOME.size);
      const culprits = batch.slice(at, at + 64).map((test) => describe(test));
      console.error(
        `a run broke off: native ${native.stdout.length} bytes, reference ${reference.stdout.length} of ${expected}`,
      );
      console.error(`native exit ${native.exitCode ?? native.signal}, reference ${JSON.stringify(reference.exit)}`);
      console.error(`in one of these cases:\n  ${culprits.join("\n  ")}`);
      return 1;
    }
    batch.forEach((test, index) => {
      const view = (bytes: Uint8Array): DataView =>
        new DataView(bytes.buffer, bytes.byteOffset + index * OUTCOME.size, OUTCOME.size);
      const mismatches = compare(test, view(native.stdout), view(reference.stdout));
      if (mismatches.length > 0) found.push({ test, mismatches });
    });
    if (process.stderr.isTTY)
      process.stderr.write(`\r${Math.min(done + BATCH, cases)}/${cases} cases, ${found.length} differ`);
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
  report(found);
  return found.length === 0 ? 0 : 1;
}

function describe({ encoded }: Case): string {
  const bytes = [...encoded.bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${bytes}  ${disassemble(decoder, encoded.bytes, CODE).text}`;
}

function report(found: readonly Found[]): void {
  for (const { test, mismatches } of found.slice(0, SHOWN)) {
    console.log(describe(test));
    for (const { what, native, reference } of mismatches) {
      console.log(`    ${what.padEnd(12)} processor ${native}  reference ${reference}`);
    }
    console.log(`    before: ${stateBefore(test)}`);
  }
  const counts = new Map<string, number>();
  for (const { test } of found) {
    const name = `${test.row.row.mnemonic} (${test.row.row.encoding})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(7)}  ${name}`);
  console.log(
    `processor check: ${cases} cases of ${rows.length} encodings, seed ${seed}: ${cases - found.length} passed, ${found.length} failed`,
  );
}

function stateBefore({ state }: Case): string {
  const view = new DataView(state.buffer);
  const names = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");
  const registers = names.map((name, i) => `${name}=${view.getBigUint64(STATE.gpr + i * 8, true).toString(16)}`);
  return [...registers, `rflags=${view.getBigUint64(STATE.rflags, true).toString(16)}`].join(" ");
}
