/** The targets by name: `reference` and `linux` are built in, the others are files in targets/ or anywhere. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { UsageError } from "../errors.ts";
import { buildParts } from "../machines/parts.ts";
import { targetsFolder } from "../paths.ts";
import type { Toolchain } from "../toolchain.ts";
import { commandTarget } from "./command.ts";
import { readTargetFile, type TargetConfig } from "./config.ts";
import { whyNot } from "./installed.ts";
import { linuxTarget } from "./linux.ts";
import { machineTarget } from "./machine.ts";
import { referenceTarget } from "./reference.ts";
import type { Target } from "./target.ts";

const builtIn = ["reference", "linux"];

/** All targets that are ours, whether or not they can run here. */
export async function targetNames(): Promise<readonly string[]> {
  const files = (await readdir(targetsFolder)).filter(
    (name) => name.endsWith(".json") && name !== "target.schema.json",
  );
  return [...builtIn, ...files.map((name) => basename(name, ".json")).toSorted()];
}

/**
 * What `--target` words mean: `all` is the reference kernel and every target file of ours that can run here. Those that
 * cannot are answered with the reason, to be said.
 */
export async function chooseTargets(
  words: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly missing: readonly string[] }> {
  if (!words.includes("all")) return { names: words, missing: [] };
  const files = (await targetNames()).filter((name) => !builtIn.includes(name));
  const found = await Promise.all(
    files.map(async (name) => ({ name, why: await whyNot(await readTargetFile(join(targetsFolder, `${name}.json`))) })),
  );
  const usable = found.filter(({ why }) => why === null).map(({ name }) => name);
  const others = words.filter((word) => word !== "all");
  return {
    names: ["reference", ...usable, ...others],
    missing: found.flatMap(({ name, why }) => (why === null || others.includes(name) ? [] : [`${name}: ${why}`])),
  };
}

export interface Opening {
  /** This machine's Linux, already probed; as a target of its own it is compared with itself. Null: not asked yet. */
  readonly native: Target | null;
  readonly toolchain: Toolchain;
  readonly signal?: AbortSignal;
}

/** Throws a UsageError for a target that is not there, not installed, or whose file is wrong. */
export async function openTargets(names: readonly string[], opening: Opening): Promise<readonly Target[]> {
  const wanted = await Promise.all([...new Set(names)].map(find));
  const taken = wanted.map((item) => (typeof item === "string" ? item : item.name));
  const twice = taken.find((name, index) => taken.indexOf(name) < index);
  if (twice !== undefined) throw new UsageError(`two targets are named ${twice}`);
  for (const config of wanted) {
    const why = typeof config === "string" ? null : await whyNot(config);
    if (typeof config !== "string" && why !== null) throw new UsageError(`target ${config.name}: ${why}`);
  }
  return Promise.all(wanted.map((config) => open(config, opening)));
}

async function find(name: string): Promise<string | TargetConfig> {
  if (builtIn.includes(name)) return name;
  if (name.endsWith(".json")) {
    const config = await readTargetFile(name);
    if (builtIn.includes(config.name))
      throw new UsageError(`${name}: a target's name is its file's; this one is taken`);
    return config;
  }
  const known = await targetNames();
  if (known.includes(name)) return readTargetFile(join(targetsFolder, `${name}.json`));
  throw new UsageError(`unknown target "${name}"; there are ${known.join(", ")}, or give the path of a .json file`);
}

async function open(config: string | TargetConfig, { native, toolchain, signal }: Opening): Promise<Target> {
  if (config === "linux") return native ?? linuxTarget(toolchain, signal);
  if (typeof config === "string") return referenceTarget();
  const parts = await buildParts(toolchain, signal);
  return config.kind === "command" ? commandTarget(config, parts.launcher) : machineTarget(config, parts);
}
