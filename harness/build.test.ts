import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { build } from "./build.ts";
import { findToolchain, type Toolchain } from "./toolchain.ts";

let toolchain: Toolchain;
let folder: string;

beforeAll(async () => {
  toolchain = await findToolchain();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function buildText(text: string) {
  const file = join(folder, "program.c");
  await writeFile(file, text);
  return build(toolchain, { file, includes: [folder] });
}

const program = '#include "answer.h"\n#include <linux/futex.h>\nint main(void) { return ANSWER; }\n';

describe("build", () => {
  it("finds headers beside the source and the kernel's, and builds anew when one changes, only then", async () => {
    await writeFile(join(folder, "answer.h"), "#define ANSWER 0\n");
    const first = await buildText(program);
    const again = await buildText(program);
    await writeFile(join(folder, "answer.h"), "#define ANSWER 1\n");
    const changed = await buildText(program);
    if (!(first.ok && again.ok && changed.ok)) throw new Error(JSON.stringify([first, again, changed]));
    expect(again.elf).toBe(first.elf);
    expect(changed.elf).not.toBe(first.elf);
  });

  it("gives the same file to all who build it at the same time", async () => {
    const file = join(folder, "program.c");
    await writeFile(file, `int main(void) { return 0; } /* ${folder} */\n`);
    const builds = await Promise.all([1, 2, 3].map(() => build(toolchain, { file, includes: [] })));
    const files = builds.map((result) => (result.ok ? result.elf : result.message));
    expect(new Set(files).size).toBe(1);
    expect((await stat(files[0] ?? "")).mode & 0o100).toBe(0o100);
  });

  it("says what the compiler said first, and keeps all of it", async () => {
    const failed = await buildText("int main(void) { return missing + absent; }\n");
    expect(failed).toMatchObject({ ok: false, reason: expect.stringMatching(/does not build with .*missing/) });
    expect(failed.ok ? "" : failed.message).toContain("absent");
  });
});
