/**
 * Builds one static ELF from a C source. A build is cached under the hash of everything that goes into it, so a warm
 * run compiles nothing; files appear by rename, so two runs at once cannot see half of one.
 */
import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { cacheFolder, projectRoot } from "./paths.ts";
import type { Toolchain } from "./toolchain.ts";

export type Build =
  | { readonly ok: true; readonly elf: string }
  /** `reason` is the compiler's first error, `message` all it said; no path of this machine is in them. */
  | { readonly ok: false; readonly reason: string; readonly message: string };

export interface Source {
  readonly file: string;
  /** Folders for `#include`; every header in them is part of the cache key. */
  readonly includes: readonly string[];
}

export async function build(toolchain: Toolchain, source: Source, signal?: AbortSignal): Promise<Build> {
  const folder = join(cacheFolder, "build");
  const elf = join(folder, await cacheKey(toolchain, source));
  if (await exists(elf)) return { ok: true, elf };
  await mkdir(folder, { recursive: true });
  const unfinished = `${elf}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const [program, ...first] = toolchain.command;
  // Relative names, so that messages and __FILE__ are the same in every checkout.
  const include = source.includes.flatMap((path) => ["-I", relative(projectRoot, path) || "."]);
  const input = relative(projectRoot, source.file);
  const result = await execa(program, [...first, ...toolchain.flags, ...include, "-o", unfinished, input], {
    cwd: projectRoot,
    env: { ...toolchain.environment, LC_ALL: "C" },
    all: true,
    reject: false,
    stdin: "ignore",
    timeout: 300_000,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  try {
    signal?.throwIfAborted();
    if (result.failed) return failure(toolchain, result.all || result.shortMessage || "the compiler failed");
    await rename(unfinished, elf);
    return { ok: true, elf };
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The first line that says "error", without the path before it. */
export function failure(toolchain: Pick<Toolchain, "name">, output: string): Build {
  const message = output.replaceAll(`${projectRoot}/`, "").trim();
  const lines = message.split("\n");
  const line = lines.find((text) => /\berror\b|undefined reference/.test(text)) ?? lines[0] ?? "";
  const told = line.replace(/^.*?:\d+(:\d+)?:\s*/, "").trim();
  return { ok: false, reason: `does not build with ${toolchain.name}: ${told}`, message };
}

async function cacheKey(toolchain: Toolchain, source: Source): Promise<string> {
  const hash = createHash("sha256");
  const add = (text: string | Uint8Array) => {
    hash.update(`${text.length}\n`);
    hash.update(text);
  };
  add([toolchain.identity, ...toolchain.flags].join("\n"));
  add(relative(projectRoot, source.file));
  add(await readFile(source.file));
  for (const folder of [...new Set([dirname(source.file), ...source.includes])]) {
    const headers = (await readdir(folder)).filter((name) => name.endsWith(".h")).toSorted();
    for (const header of headers) {
      add(header);
      add(await readFile(join(folder, header)));
    }
  }
  return hash.digest("hex").slice(0, 32);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
