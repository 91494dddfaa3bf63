/** The folder that a machine sees: our init, the launcher, the programs and the list of runs; also as an initramfs. */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "../build.ts";
import { UsageError } from "../errors.ts";
import { projectRoot } from "../paths.ts";
import { buildLauncher, guestWords } from "../sandbox/launch.ts";
import type { Program } from "../targets/target.ts";
import type { Toolchain } from "../toolchain.ts";
import { cpio, type Entry } from "./initramfs.ts";

export interface Parts {
  /** Built machine.c and launcher.c. */
  readonly init: string;
  readonly launcher: string;
}

export interface Run {
  readonly number: number;
  readonly program: Program;
  /** Milliseconds. */
  readonly timeout: number;
}

export async function buildParts(toolchain: Toolchain, signal?: AbortSignal): Promise<Parts> {
  const init = await build(toolchain, { file: join(projectRoot, "harness/machines/machine.c"), includes: [] }, signal);
  if (!init.ok) throw new UsageError(`the machines' init ${init.reason}`);
  const launcher = await buildLauncher(toolchain, signal);
  if (!launcher.ok) throw new UsageError(`the sandbox launcher ${launcher.reason}`);
  return { init: init.elf, launcher: launcher.elf };
}

const folders = ["cgroup", "dev", "proc", "programs", "tmp", "work"];

/** Fills an empty folder. */
export async function fillRoot(folder: string, parts: Parts, runs: readonly Run[]): Promise<void> {
  await Promise.all(folders.map((name) => mkdir(join(folder, name))));
  const elves = [...new Set(runs.map((run) => run.program.elf))];
  await Promise.all([
    copyFile(parts.init, join(folder, "init")),
    copyFile(parts.launcher, join(folder, "launcher")),
    writeFile(join(folder, "words"), words()),
    writeFile(join(folder, "list"), list(runs)),
    ...elves.map((elf) => copyFile(elf, join(folder, programName(elf)))),
  ]);
}

const executable = 0o100755;
const file = 0o100644;
const directory = 0o040755;
const characterDevice = 0o020600;

/** The same as one archive, with a console for a kernel that has not made one yet. */
export async function initramfs(parts: Parts, runs: readonly Run[]): Promise<Buffer> {
  const elves = [...new Set(runs.map((run) => run.program.elf))];
  const programs = elves.map(
    async (elf): Promise<Entry> => ({ name: programName(elf), mode: executable, content: await readFile(elf) }),
  );
  return cpio([
    ...folders.map((name) => ({ name, mode: directory })),
    { name: "dev/console", mode: characterDevice, device: [5, 1] },
    { name: "dev/null", mode: characterDevice | 0o066, device: [1, 3] },
    { name: "init", mode: executable, content: await readFile(parts.init) },
    { name: "launcher", mode: executable, content: await readFile(parts.launcher) },
    { name: "words", mode: file, content: words() },
    { name: "list", mode: file, content: Buffer.from(list(runs)) },
    ...(await Promise.all(programs)),
  ]);
}

/** Builds are named by their hash. */
const programName = (elf: string): string => `programs/${basename(elf)}`;

const words = (): Buffer => Buffer.from([...guestWords(), "parent:0"].map((word) => `${word}\0`).join(""));

const list = (runs: readonly Run[]): string =>
  runs
    .map(({ number, program, timeout }) => `${[number, programName(program.elf), timeout, world(program)].join(" ")}\n`)
    .join("");

/** What the machine's runner makes of a program's needs: words that machine.c knows. */
function world({ requires }: Program): string {
  const words = ["cgroups", "real-root"].filter((need) => requires.includes(need));
  return [requires.includes("id-range") ? "range" : "namespaces", ...words].join(",");
}
