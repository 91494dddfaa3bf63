import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../build.ts";
import { cutLine, guest, limits, outputLimit, root } from "../guest-environment.ts";
import type { Observation } from "../model.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain, type Toolchain } from "../toolchain.ts";
import { linuxTarget } from "./linux.ts";
import type { Target } from "./target.ts";

let toolchain: Toolchain;
let linux: Target;

beforeAll(async () => {
  toolchain = await findToolchain();
  linux = await linuxTarget(toolchain);
}, 180_000);

async function run(name: string, timeout = 10_000): Promise<Observation> {
  const file = join(projectRoot, "harness", "testing", "programs", `${name}.c`);
  const built = await build(toolchain, { file, includes: [] });
  if (!built.ok) throw new Error(built.message);
  return linux.run({ name, elf: built.elf, requires: [] }, { timeout });
}

describe("the Linux sandbox", () => {
  it("shows the world that guest-environment.ts describes, whoever runs it", async (context) => {
    const lack = linux.lacks.get("namespaces");
    if (lack !== undefined) context.skip(`this host gives no sandbox: ${lack}`);
    const { lines, stderr, exit } = await run("world");
    expect(stderr).toBe("");
    expect(exit).toEqual({ kind: "exited", code: 0 });
    expect(lines.slice(0, 5)).toEqual([
      `ids: ${guest.uid} ${guest.uid} ${guest.gid} ${guest.gid}`,
      `process: ${guest.pid} ${guest.parentPid} ${guest.pid} ${guest.pid}`,
      `arguments: 1 ${guest.argv[0]}`,
      ...guest.environment.map((variable) => `environment: ${variable}`),
    ]);
    expect(lines).toContain(`cwd: ${guest.cwd}`);
    expect(lines).toContain(`system: Linux ${guest.hostname} x86_64 ${guest.domainname}`);
    expect(lines).toContain(`limit 7: ${limits.RLIMIT_NOFILE.join(" ")}`);
    expect(lines).toContain(`umask: ${guest.umask.toString(8)}`);
    expect(lines.filter((line) => line.startsWith("descriptor"))).toEqual([
      "descriptor 0: 20000 2",
      "descriptor 1: 10000 1",
      "descriptor 2: 10000 1",
    ]);
    for (const entry of root)
      expect(lines.some((line) => line.replace("//", "/").startsWith(`${entry.path}: `))).toBe(true);
  });

  it("ends when the program ends, and takes its orphans along", async () => {
    const observation = await run("orphans", 20_000);
    expect(observation.lines).toEqual(["CONTRACT_PASS"]);
    expect(observation.milliseconds).toBeLessThan(10_000);
  });

  it("kills what runs too long, and cuts what it writes", async () => {
    const observation = await run("endless", 300);
    expect(observation.exit).toEqual({ kind: "timeout", milliseconds: 300 });
    expect(observation.lines.at(-1)).toBe(cutLine);
    expect(observation.lines.join("\n").length).toBeLessThan(outputLimit + 100);
  });

  it("names the signal that ended a program, and keeps what it wrote", async () => {
    const observation = await run("crash");
    expect(observation.exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
    expect(observation.lines).toEqual(["before: 1"]);
  });
});
