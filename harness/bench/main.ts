/**
 * The benchmark: the same ELFs on every target in one run, as ratios to native Linux. Machines are noisy: look at the
 * ratios, run it twice.
 *
 *     npm run bench [-- --runs 3]
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { boot, MachinePool } from "../../reference-kernel/index.ts";
import { build } from "../build.ts";
import { guest } from "../guest-environment.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain } from "../toolchain.ts";
import { fastest, findRunners, median } from "./measure.ts";

const { runs } = yargs(hideBin(process.argv))
  .scriptName("npm run bench --")
  .option("runs", { type: "number", default: 3, describe: "runs of each program; the fastest counts" })
  .strict()
  .parseSync();

const toolchain = await findToolchain();

const compile = async (file: string, includes: readonly string[] = []): Promise<string> => {
  const built = await build(toolchain, { file, includes });
  if (!built.ok) throw new Error(built.message);
  return built.elf;
};

const shown = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 2 : 0);

await programs();
await contracts();
await wholeRun();

async function programs(): Promise<void> {
  const folder = join(import.meta.dirname, "programs");
  const empty = await compile(join(folder, "empty.c"));
  const { runners, missing } = await findRunners(empty);
  for (const line of missing) console.log(line);
  const startup = new Map<string, number>();
  for (const runner of runners) startup.set(runner.name, await fastest(runner, empty, runs + 2));
  const starts = runners.map(({ name }) => `${name} ${shown(startup.get(name) ?? 0)}`).join(", ");
  console.log(`start and end of an empty program, ms: ${starts} (taken off below)`);
  console.log(["program".padEnd(18), ...runners.map(({ name }) => name.padStart(22))].join(""));
  const files = (await readdir(folder)).filter((name) => name.endsWith(".c") && name !== "empty.c").sort();
  for (const file of files) {
    const elf = await compile(join(folder, file));
    const cells: string[] = [];
    let native = 0;
    for (const runner of runners) {
      const time = Math.max((await fastest(runner, elf, runs)) - (startup.get(runner.name) ?? 0), 0.01);
      if (runner.name === "linux") native = time;
      cells.push(`${shown(time)} ms ${`${(time / native).toFixed(2)}x`.padStart(9)}`.padStart(22));
    }
    console.log([basename(file, ".c").padEnd(18), ...cells].join(""));
  }
}

/** Every contract on a warm reference kernel. */
async function contracts(): Promise<void> {
  const root = join(projectRoot, "contracts");
  const pool = new MachinePool();
  const times: number[] = [];
  for (const category of (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const folder = join(root, category.name);
    for (const file of (await readdir(folder)).filter((name) => name.endsWith(".c"))) {
      const elf = await readFile(await compile(join(folder, file), [root, folder]));
      const once = (): void => {
        boot({ pool, path: guest.path, cwd: guest.cwd }).run(elf, guest.argv, guest.environment);
      };
      once();
      const start = performance.now();
      once();
      times.push(performance.now() - start);
    }
  }
  const slowest = Math.max(...times);
  console.log(
    `one contract on a warm reference kernel: median ${median(times).toFixed(2)} ms, slowest ${slowest.toFixed(1)} ms, all ${times.length} ${shown(times.reduce((sum, time) => sum + time, 0))} ms`,
  );
}

/** The main job with a warm build cache, and what each side of it took. */
async function wholeRun(): Promise<void> {
  const reports = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const start = performance.now();
    await execa(process.execPath, ["harness/main.ts", "--ci", "--reports", reports], {
      cwd: projectRoot,
      reject: false,
    });
    const all = performance.now() - start;
    console.log(`npm run contracts, builds cached: ${shown(all)} ms`);
    console.log(await readFile(join(reports, "timings.json"), "utf8").then(sides));
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

function sides(text: string): string {
  const { runs } = JSON.parse(text) as { runs: readonly { readonly target: string; readonly milliseconds: number }[] };
  const sums = new Map<string, number>();
  for (const { target, milliseconds } of runs) sums.set(target, (sums.get(target) ?? 0) + milliseconds);
  return [...sums].map(([target, sum]) => `  ${target}: ${shown(sum)} ms in all, run beside the others`).join("\n");
}
