/** The targets in targets/, each with one program, where it is installed; what is not is said. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { build } from "../build.ts";
import { guest } from "../guest-environment.ts";
import { projectRoot, targetsFolder } from "../paths.ts";
import { findToolchain } from "../toolchain.ts";
import { readTargetFile } from "./config.ts";
import { whyNot } from "./installed.ts";
import { linuxTarget } from "./linux.ts";
import { openTargets, targetNames } from "./registry.ts";

const names = (await targetNames()).filter((name) => name !== "reference" && name !== "linux");

describe("a shipped target", () => {
  it.for(names)("shows the contract's world: %s", async (name, context) => {
    const why = await whyNot(await readTargetFile(join(targetsFolder, `${name}.json`)));
    if (why !== null) return context.skip(why);
    const toolchain = await findToolchain();
    const oracle = await linuxTarget(toolchain);
    const [target] = await openTargets([name], { native: oracle, toolchain });
    const file = join(projectRoot, "harness/testing/programs/world.c");
    const built = await build(toolchain, { file, includes: [] });
    if (!built.ok || target === undefined) throw new Error("not reached");
    const program = { name: "world", elf: built.elf, requires: [] };
    const seen = await target.run(program, { timeout: 20_000 });
    await target.close();
    expect(seen.exit, seen.stderr).toEqual({ kind: "exited", code: 0 });
    // qemu-user hands the environment on in another order.
    expect(seen.lines.slice(0, 5).toSorted()).toEqual([
      `arguments: 1 ${guest.argv[0]}`,
      ...guest.environment.map((variable) => `environment: ${variable}`).toSorted(),
      `ids: ${guest.uid} ${guest.uid} ${guest.gid} ${guest.gid}`,
      `process: ${guest.pid} ${guest.parentPid} ${guest.pid} ${guest.pid}`,
    ]);
    expect(seen.lines).toContain(`cwd: ${guest.cwd}`);
    expect(seen.lines.at(-1)).toBe("CONTRACT_PASS");
  });

  it("that is asked for by name but is not installed is one line with its package, and status 2", async () => {
    const folder = await mkdtemp(join(tmpdir(), "targets-"));
    const file = join(folder, "mine.json");
    await writeFile(file, '{ "kind": "command", "package": "mine", "command": ["no-such-emulator", "{elf}"] }');
    const { exitCode, stderr } = await contracts("fd.append", "--target", file, "--reports", folder);
    await rm(folder, { recursive: true });
    expect(stderr).toBe("contracts: target mine: no-such-emulator is not installed (Debian package mine)");
    expect(exitCode).toBe(2);
  });

  it("may be used by two runs at once, and both end alike", async () => {
    const name = (await whyNot(await readTargetFile(join(targetsFolder, "uml.json")))) === null ? "uml" : "linux";
    const folder = await mkdtemp(join(tmpdir(), "targets-"));
    const list = join(folder, "known.json");
    await writeFile(list, '{ "divergences": [] }');
    const run = async (reports: string) => {
      const words = ["--target", name, "--divergences", list, "--reports", join(folder, reports), "--ci"];
      const seen = await contracts("fd.append", "fd.dup_", ...words);
      return [seen.exitCode, await readFile(join(folder, reports, "results.json"), "utf8")];
    };
    const [one, other] = await Promise.all([run("one"), run("other")]);
    await rm(folder, { recursive: true });
    expect(one).toEqual(other);
    expect(one?.[0]).toBe(0);
  });
});

const contracts = (...words: readonly string[]) =>
  execa(process.execPath, ["--disable-warning=ExperimentalWarning", join(projectRoot, "harness/main.ts"), ...words], {
    reject: false,
    cwd: projectRoot,
    input: "",
  });
