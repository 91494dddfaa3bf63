/**
 * All that is measured: the table of `contracts bench` on every target that is here, contracts on a warm reference
 * kernel, and a whole run. Machines are noisy: look at the ratios, run it twice.
 *
 *     npm run bench [-- --runs 3]
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { boot, MachinePool } from "../../reference-kernel/index.ts";
import { build } from "../build.ts";
import { benchCommand } from "../cli/bench-command.ts";
import { guest } from "../guest-environment.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain } from "../toolchain.ts";

const { runs } = yargs(hideBin(process.argv))
  .scriptName("npm run bench --")
  .option("runs", { type: "number", default: 3, describe: "runs of each row; the fastest counts" })
  .strict()
  .parseSync();

const toolchain = await findToolchain();

const compile = async (file: string, includes: readonly string[] = []): Promise<string> => {
  const built = await build(toolchain, { file, includes });
  if (!built.ok) throw new Error(built.message);
  return built.elf;
};

const shown = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 2 : 0);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

process.exitCode = await benchCommand({ filters: [], targets: ["all"], runs, reports: null, ci: true });
await contracts();
await wholeRun();

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
