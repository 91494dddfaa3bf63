/**
 * The file check: random sequences of file calls, run by one interpreter ELF on real Linux and on the reference kernel.
 * Results and what is left of the tree must be the same; a difference is shrunk and printed as a contract.
 *
 *     npm run check:files -- --sequences 10000 --seed 1
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { boot, MachinePool } from "../../reference-kernel/index.ts";
import { build } from "../build.ts";
import { guest } from "../guest-environment.ts";
import { buildLauncher, launch } from "../sandbox/launch.ts";
import { findToolchain } from "../toolchain.ts";
import { asContract } from "./contract.ts";
import { asText, type Operation, sequenceOf } from "./operations.ts";

/** Sequences in one run of the interpreter. */
const BATCH = 500;
const TIMEOUT = 60_000;

const { sequences, length, seed } = yargs(hideBin(process.argv))
  .scriptName("npm run check:files --")
  .option("sequences", { type: "number", default: 10_000, describe: "how many sequences to run" })
  .option("length", { type: "number", default: 30, describe: "calls in a sequence" })
  .option("seed", { type: "number", default: 1, describe: "seed of the sequences" })
  .strict()
  .parseSync();

const folder = await mkdtemp(join(tmpdir(), "check-files-"));
const pool = new MachinePool();
try {
  process.exitCode = await check();
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Sides {
  readonly launcher: string;
  readonly interpreter: Uint8Array;
}

async function check(): Promise<number> {
  const toolchain = await findToolchain();
  const launcher = await buildLauncher(toolchain);
  const built = await build(toolchain, { file: join(import.meta.dirname, "interpreter.c"), includes: [] });
  if (!launcher.ok || !built.ok) {
    console.error(launcher.ok ? `the interpreter ${built.ok ? "" : built.reason}` : `the launcher ${launcher.reason}`);
    return 2;
  }
  const sides: Sides = { launcher: launcher.elf, interpreter: await readFile(built.elf) };
  const arbitrary = sequenceOf(length);
  const all = fc.sample(arbitrary, { seed, numRuns: sequences });
  for (let done = 0; done < all.length; done += BATCH) {
    const batch = all.slice(done, done + BATCH);
    const { linux, reference } = await runBoth(sides, batch);
    const wrong = batch.findIndex((_, index) => linux[index] !== reference[index]);
    if (wrong >= 0) {
      await report(sides, batch[wrong] as readonly Operation[]);
      return 1;
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${Math.min(done + BATCH, sequences)}/${sequences} sequences`);
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(`${sequences} sequences of ${length} calls, seed ${seed}: no difference`);
  return 0;
}

/** Both sides' output, a text a sequence. */
async function runBoth(sides: Sides, batch: readonly (readonly Operation[])[]) {
  const text = batch.map((operations) => `${operations.map(asText).join("\n")}\n=\n`).join("");
  const program = Buffer.from(text, "latin1");
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(program.length));
  const elf = Buffer.concat([sides.interpreter, program, size]);
  const file = join(folder, "interpreter");
  await writeFile(file, elf, { mode: 0o755 });
  const native = await launch(sides.launcher, { mode: "namespaces", elf: file, timeout: TIMEOUT });
  const run = boot({ pool, cwd: guest.cwd, path: guest.path, maxInstructions: 1e12 }).run(elf, guest.argv, [
    ...guest.environment,
  ]);
  const ended = (exit: object): string => JSON.stringify(exit);
  return {
    linux: split(native.stdout, batch.length, ended(native.exit)),
    reference: split(Buffer.from(run.stdout), batch.length, ended(run.exit)),
  };
}

function split(output: Buffer, count: number, exit: string): string[] {
  const parts = output
    .toString("latin1")
    .split(/^sequence [0-9]+\n/m)
    .slice(1);
  return Array.from({ length: count }, (_, index) => parts[index] ?? `ended: ${exit}`);
}

/** Takes calls away as long as a difference is left, and shows what remains. */
async function report(sides: Sides, found: readonly Operation[]): Promise<void> {
  let shortest = found;
  for (let size = Math.ceil(found.length / 2); size >= 1; ) {
    const candidates: (readonly Operation[])[] = [];
    for (let at = 0; at < shortest.length; at += size) {
      candidates.push([...shortest.slice(0, at), ...shortest.slice(at + size)]);
    }
    const usable = candidates.filter((candidate) => candidate.length > 0);
    const { linux, reference } = await runBoth(sides, usable);
    const still = usable.find((_, index) => linux[index] !== reference[index]);
    if (still !== undefined) shortest = still;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
  }
  const { linux, reference } = await runBoth(sides, [shortest]);
  const native = (linux[0] ?? "").split("\n");
  const ours = (reference[0] ?? "").split("\n");
  console.log(`A difference (seed ${seed}); the shortest sequence that shows it:\n`);
  for (let index = 0; index < Math.max(native.length, ours.length); index++) {
    const operation = shortest[index];
    const what = operation === undefined ? "left" : asText(operation);
    if (native[index] === ours[index]) console.log(`  ${what}: ${native[index] ?? ""}`);
    else console.log(`  ${what}:\n      Linux     ${native[index] ?? ""}\n      reference ${ours[index] ?? ""}`);
  }
  console.log(`\nAs a contract:\n\n${asContract(shortest, native)}`);
}
