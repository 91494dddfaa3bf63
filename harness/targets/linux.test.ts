import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../build.ts";
import { cutLine, guest, limits, outputLimit } from "../guest-environment.ts";
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
    const observation = await run("identity");
    expect(observation.stderr).toBe("");
    expect(observation.lines).toEqual([
      "ids: 0 0 0 0",
      `process: ${guest.pid} ${guest.parentPid} ${guest.pid} ${guest.pid}`,
      `arguments: 1 ${guest.argv[0]}`,
      ...guest.environment.map((variable) => `environment: ${variable}`),
      `cwd: ${guest.cwd}`,
      `exe: ${guest.path}`,
      `host: ${guest.hostname} ${guest.domainname}`,
      `files: ${limits.RLIMIT_NOFILE.join(" ")}`,
      `umask: ${guest.umask.toString(8)}`,
      "open: 3",
      "CONTRACT_PASS",
    ]);
    expect(observation.exit).toEqual({ kind: "exited", code: 0 });
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
