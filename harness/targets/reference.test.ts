import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../build.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain, type Toolchain } from "../toolchain.ts";
import { linuxTarget } from "./linux.ts";
import { referenceTarget } from "./reference.ts";
import type { Target } from "./target.ts";

let toolchain: Toolchain;
let linux: Target;
const reference = referenceTarget();

beforeAll(async () => {
  toolchain = await findToolchain();
  linux = await linuxTarget(toolchain);
}, 180_000);

afterAll(() => reference.close());

async function run(target: Target, name: string, timeout = 10_000) {
  const file = join(projectRoot, "harness", "testing", "programs", `${name}.c`);
  const built = await build(toolchain, { file, includes: [] });
  if (!built.ok) throw new Error(built.message);
  return target.run({ name, elf: built.elf, requires: [] }, { timeout });
}

describe("the reference kernel as a target", () => {
  it("shows the same world as the Linux sandbox", async (context) => {
    if (linux.lacks.has("namespaces")) context.skip("this host gives no sandbox to compare with");
    const [ours, theirs] = [await run(reference, "world"), await run(linux, "world")];
    expect(theirs.lines.at(-1)).toBe("CONTRACT_PASS");
    expect(ours.lines).toEqual(theirs.lines);
    expect(ours.exit).toEqual(theirs.exit);
  });

  it("says how a program ended, and what it wrote before", async () => {
    const observation = await run(reference, "crash");
    expect(observation.exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
    expect(observation.lines).toEqual(["before: 1"]);
    expect(observation.stderr).toMatch(/^killed by SIGSEGV .*\nrip 0x[0-9a-f]+ main\+0x[0-9a-f]+: mov /);
  });

  it("ends what does not come back, and serves the next", async () => {
    const endless = await run(reference, "endless", 50);
    expect(endless.exit.kind).toMatch(/timeout|instruction-limit/);
    expect((await run(reference, "crash")).lines).toEqual(["before: 1"]);
  });
});
