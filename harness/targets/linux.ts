/**
 * Real Linux, the oracle: each program natively in a sandbox of its own (harness/sandbox). What this host cannot give
 * is found out once, by trying, before the first contract runs.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { boxed, requirements } from "../requirements.ts";
import type { Frame } from "../sandbox/frame.ts";
import { buildLauncher, type Launch, launch, type Mode } from "../sandbox/launch.ts";
import { strace } from "../sandbox/strace.ts";
import type { Toolchain } from "../toolchain.ts";
import { observe } from "./observe.ts";
import type { Program, RunOptions, Target } from "./target.ts";

export async function linuxTarget(toolchain: Toolchain, signal?: AbortSignal): Promise<Target> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new UsageError("contracts run on x86-64 Linux: the oracle is the kernel underneath");
  }
  const launcher = await buildLauncher(toolchain, signal);
  if (!launcher.ok) throw new UsageError(`the sandbox launcher ${launcher.reason}`);
  const { plain, lacks } = await probe(launcher.elf, signal);
  return {
    name: "linux",
    version: release(),
    lacks,
    repeats: true,
    run: async (program, options) => {
      const launchOptions = launchOptionsFor(program, plain, options);
      return observe(await inHostFolder(launchOptions, (complete) => launch(launcher.elf, complete)));
    },
    trace: (program, options) => {
      const launchOptions = launchOptionsFor(program, plain, options);
      return inHostFolder(launchOptions, (complete) => strace(launcher.elf, complete));
    },
    close: async () => {},
  };
}

const modeFor = (program: Program, plain: boolean): Mode =>
  plain ? "plain" : program.requires.includes("id-range") ? "range" : "namespaces";

/** Tries the sandbox without a program. */
async function probe(launcher: string, signal?: AbortSignal) {
  const attempt = (mode: Mode) => launch(launcher, { mode, elf: null, timeout: 10_000, ...(signal ? { signal } : {}) });
  const [usual, range] = await Promise.all([attempt("namespaces"), attempt("range")]);
  const lacks = new Map(usual.lacks);
  if (usual.exit.kind !== "exited") {
    const why = `it forbids a sandbox (${troubleOf(usual)}), so programs run with limits and a session of their own only`;
    return { plain: true, lacks: new Map(Object.keys(requirements).map((need) => [need, why])) };
  }
  if (range.exit.kind !== "exited") lacks.set("id-range", troubleOf(range));
  if (existsSync("/proc/sys/kernel/yama")) lacks.set("no-yama", "its Yama has rules of its own");
  for (const need of boxed) lacks.set(need, "the sandbox gives no rights over the machine");
  return { plain: false, lacks };
}

const troubleOf = (frame: Frame): string => (frame.exit.kind === "refused" ? frame.exit.detail : frame.exit.kind);

function launchOptionsFor(program: Program, plain: boolean, { timeout, signal }: RunOptions): Launch {
  const { world } = program;
  const what = world === undefined ? { elf: program.elf } : { elf: null, ...world };
  return { mode: modeFor(program, plain), ...what, timeout, ...(signal ? { signal } : {}) };
}

/** Without namespaces the program works in a folder of the host's, which is gone afterwards. */
async function inHostFolder<Value>(options: Launch, work: (options: Launch) => Promise<Value>): Promise<Value> {
  if (options.mode !== "plain") return work(options);
  const hostFolder = await mkdtemp(join(tmpdir(), "contract-"));
  try {
    return await work({ ...options, hostFolder });
  } finally {
    await rm(hostFolder, { recursive: true, force: true });
  }
}
