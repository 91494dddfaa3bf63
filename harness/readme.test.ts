/** What the README shows must run as it stands. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { build } from "./build.ts";
import { projectRoot } from "./paths.ts";
import { program, put } from "./testing/command.ts";
import { findToolchain } from "./toolchain.ts";

it("the library's example", { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "readme-"));
  try {
    const [, example = ""] = /```ts\n(.*?)```/s.exec(await readFile(join(projectRoot, "README.md"), "utf8")) ?? [];
    expect(example).toContain('from "syscall-contracts"');
    const library = join(projectRoot, "reference-kernel/index.ts");
    await writeFile(join(folder, "example.mts"), example.replace('"syscall-contracts"', JSON.stringify(library)));
    await put(folder, "program.c", program('puts("hello");'));
    const built = await build(await findToolchain(), { file: join(folder, "program.c"), includes: [] });
    if (!built.ok) throw new Error(built.message);
    await copyFile(built.elf, join(folder, "program"));
    const { stdout } = await execa(process.execPath, ["example.mts"], { cwd: folder });
    expect(stdout).toBe("{ kind: 'exited', code: 0 } hello\nCONTRACT_PASS\n []");
  } finally {
    await rm(folder, { recursive: true });
  }
});
