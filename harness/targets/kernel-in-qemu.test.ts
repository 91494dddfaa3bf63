/** The template for a kernel's author, tried with a real Linux kernel image where the machine has one. */
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { build } from "../build.ts";
import { buildParts } from "../machines/parts.ts";
import { projectRoot, targetsFolder } from "../paths.ts";
import { findToolchain } from "../toolchain.ts";
import { readTargetFile } from "./config.ts";
import { whyNot } from "./installed.ts";
import { machineTarget } from "./machine.ts";

/** `CONTRACTS_KERNEL`, else a kernel of this host's that can be read. */
async function kernelImage(): Promise<string | null> {
  const named = process.env.CONTRACTS_KERNEL;
  if (named !== undefined && named !== "") return named;
  const names = await readdir("/boot").catch(() => []);
  const name = names.toSorted().findLast((one) => one.startsWith("vmlinuz-"));
  return name === undefined ? null : join("/boot", name);
}

it("boots a kernel image in QEMU and runs a program on it", async (context) => {
  const image = await kernelImage();
  if (image === null) return context.skip("there is no kernel image in /boot, and CONTRACTS_KERNEL names none");
  const folder = await mkdtemp(join(tmpdir(), "kernel-"));
  try {
    await copyFile(join(targetsFolder, "templates/kernel-in-qemu.json"), join(folder, "mine.json"));
    await copyFile(image, join(folder, "bzImage"));
    const config = await readTargetFile(join(folder, "mine.json"));
    const why = await whyNot(config);
    if (why !== null) return context.skip(why);
    if (config.kind !== "machine") throw new Error("the template is a machine");
    const toolchain = await findToolchain();
    const file = join(projectRoot, "harness/testing/programs/world.c");
    const built = await build(toolchain, { file, includes: [] });
    if (!built.ok) throw new Error(built.message);
    const target = await machineTarget(config, await buildParts(toolchain));
    const seen = await target.run({ name: "world", elf: built.elf, requires: [] }, { timeout: 30_000 });
    await target.close();
    expect(seen.exit, seen.stderr).toEqual({ kind: "exited", code: 0 });
    expect(seen.lines).toContain("process: 2 1 2 2");
    expect(seen.lines.at(-1)).toBe("CONTRACT_PASS");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
