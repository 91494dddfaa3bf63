/** Programs that two C libraries' own loaders link, natively and on the reference kernel. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, execaSync } from "execa";
import { expect, test } from "vitest";
import { boot } from "../../reference-kernel/index.ts";

const sources = join(import.meta.dirname, "..", "testing", "linking");

const output = `thread: 41 8
first: 42 7
opened: in a library! 42
no symbol: 1
no library: 1
closed: 0
`;

/** Builds program and libraries into a root folder with the host's loader, runs them there and natively. */
const check = async (compiler: string, flags: readonly string[], folder: string, files: readonly string[]) => {
  const root = await mkdtemp(join(tmpdir(), "linking-"));
  try {
    const libraries = join(root, folder);
    await mkdir(libraries, { recursive: true });
    for (const name of ["liblinked.so", "libopened.so"]) {
      const words = ["-shared", "-fPIC", ...flags, "-o", join(libraries, name), join(sources, "library.c")];
      await execa(compiler, words);
    }
    const program = join(root, "program");
    const link = ["-L", libraries, "-llinked", "-lpthread", "-ldl"];
    await execa(compiler, ["-o", program, join(sources, "program.c"), ...link]);
    for (const file of files) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await cp(file, join(root, file), { dereference: true });
    }
    const native = await execa(program, [], { env: { LD_LIBRARY_PATH: libraries }, reject: false });
    expect([`${native.stdout}\n`, native.exitCode]).toEqual([output, 5]);
    const guest = boot({ root, path: "/program" }).run(await readFile(program), ["program"]);
    expect(new TextDecoder().decode(guest.stdout) + new TextDecoder().decode(guest.stderr)).toBe(output);
    expect([guest.exit, guest.unsupported]).toEqual([{ kind: "exited", code: 5 }, []]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

/** Whether this host can build and run dynamically linked programs so. */
const has = (compiler: string): boolean => !execaSync(compiler, ["--version"], { reject: false }).failed;

test.skipIf(!has("musl-gcc"))("musl: a linked and an opened library, with thread-local variables", () =>
  check("musl-gcc", [], "lib", ["/lib/ld-musl-x86_64.so.1"]),
);

test.skipIf(!has("gcc") || !existsSync("/lib/x86_64-linux-gnu/libc.so.6"))(
  "glibc: the same, and a function chosen by IFUNC",
  () =>
    check("gcc", ["-DIFUNC"], "lib/x86_64-linux-gnu", [
      "/lib64/ld-linux-x86-64.so.2",
      "/lib/x86_64-linux-gnu/libc.so.6",
    ]),
);
