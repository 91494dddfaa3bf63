/** Targets that misbehave: each is classified, cut, and cleaned up, and none keeps the run waiting. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../build.ts";
import { classify } from "../classify.ts";
import { cutLine, outputLimit } from "../guest-environment.ts";
import { buildParts, type Parts } from "../machines/parts.ts";
import { projectRoot } from "../paths.ts";
import { contract, saw } from "../test-support.ts";
import { findToolchain } from "../toolchain.ts";
import { commandTarget } from "./command.ts";
import { parseTargetFile } from "./config.ts";
import { machineTarget } from "./machine.ts";
import type { Program, Target } from "./target.ts";

let parts: Parts;
let program: Program;
let folder: string;
/** In the arguments of every process that must not outlive its target. */
const mark = `bad-target-${process.pid}`;

beforeAll(async () => {
  const toolchain = await findToolchain();
  parts = await buildParts(toolchain);
  const built = await build(toolchain, { file: join(projectRoot, "harness/testing/programs/world.c"), includes: [] });
  if (!built.ok) throw new Error(built.message);
  program = { name: "world", elf: built.elf, requires: [] };
  folder = await mkdtemp(join(tmpdir(), "bad-"));
}, 180_000);

afterAll(() => rm(folder, { recursive: true }));

function shell(script: string): Promise<Target> {
  const text = JSON.stringify({ kind: "command", world: "host", command: ["/bin/sh", "-c", script, mark, "{elf}"] });
  const config = parseTargetFile(text, join(folder, "bad.json"));
  if (config.kind !== "command") throw new Error("not reached");
  return commandTarget(config, parts.launcher);
}

function machine(script: string, boot = 30): Promise<Target> {
  const command = ["/bin/sh", "-c", script, mark, "{root}"];
  const config = parseTargetFile(JSON.stringify({ kind: "machine", boot, command }), join(folder, "bad.json"));
  if (config.kind !== "machine") throw new Error("not reached");
  return machineTarget(config, parts);
}

/** Command lines of processes that bear our mark. */
async function leftovers(): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(mark)).map((line) => line.replaceAll("\0", " "));
}

const verdict = (lines: readonly string[]) => lines.at(-1);

describe("a command that misbehaves", () => {
  it("may print binary garbage", async () => {
    const seen = await (await shell("head -c 50000 /dev/urandom")).run(program, { timeout: 10_000 });
    expect(seen.exit).toEqual({ kind: "exited", code: 0 });
    const around = { contract: contract(), target: "bad", known: [], release: "6.18" };
    expect(classify(around, [saw("a: 1\nCONTRACT_PASS")], seen)).toMatchObject({
      status: "FAIL",
      reason: "no verdict line",
    });
  });

  it("may print nothing", async () => {
    const seen = await (await shell("exit 3")).run(program, { timeout: 10_000 });
    expect(seen).toMatchObject({ lines: [], stderr: "", exit: { kind: "exited", code: 3 } });
  });

  it("may print for ever: it is cut and killed", async () => {
    const seen = await (await shell("exec yes")).run(program, { timeout: 500 });
    expect(seen.exit).toEqual({ kind: "timeout", milliseconds: 500 });
    expect(verdict(seen.lines)).toBe(cutLine);
    expect(seen.lines.join("\n").length).toBeLessThan(outputLimit + 100);
  });

  it("may fork and never end: all of it is gone afterwards", async () => {
    const script = `i=0; while [ $i -lt 20 ]; do setsid sh -c "trap '' TERM HUP INT; while :; do sleep 1; done" ${mark} & i=$((i+1)); done; wait`;
    const seen = await (await shell(script)).run(program, { timeout: 700 });
    expect(seen.exit).toEqual({ kind: "timeout", milliseconds: 700 });
    expect(await leftovers()).toEqual([]);
  });

  it("may leave children behind when it ends", async () => {
    const script = `setsid sh -c "echo here; exec sleep 1000" ${mark} & sleep 0.3; echo CONTRACT_PASS`;
    const seen = await (await shell(script)).run(program, { timeout: 10_000 });
    expect(seen.lines).toEqual(["here", "CONTRACT_PASS"]);
    expect(await leftovers()).toEqual([]);
  });

  it.each(["kill -9 $PPID; sleep 0.2; echo alive", "kill -9 -$PPID; sleep 0.2; echo alive", "kill -9 -1; echo alive"])(
    "may kill its parent, its parent's group and everything it sees: %s",
    async (script) => {
      const seen = await (await shell(script)).run(program, { timeout: 5_000 });
      expect(["exited", "signaled", "crash"]).toContain(seen.exit.kind);
      expect(await leftovers()).toEqual([]);
    },
  );

  it("may not be there at run time", async () => {
    const config = parseTargetFile(
      '{"kind":"command","command":["/nowhere/emulator","{elf}"]}',
      join(folder, "x.json"),
    );
    if (config.kind !== "command") throw new Error("not reached");
    const seen = await (await commandTarget(config, parts.launcher)).run(program, { timeout: 5_000 });
    expect(seen.exit).toMatchObject({ kind: "crash", detail: expect.stringContaining("/nowhere/emulator") });
  });

  it("may say by its status that the program died by a signal", async () => {
    const text = JSON.stringify({
      kind: "command",
      world: "host",
      signalStatus: true,
      command: ["/bin/sh", "-c", "exit 139", "{elf}"],
    });
    const config = parseTargetFile(text, join(folder, "x.json"));
    if (config.kind !== "command") throw new Error("not reached");
    const seen = await (await commandTarget(config, parts.launcher)).run(program, { timeout: 5_000 });
    expect(seen.exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
  });
});

describe("a machine", () => {
  it("shows the contract's world, here with this host's own kernel as its kernel", async () => {
    const host = await machine('exec "$1/init"');
    const seen = await host.run(program, { timeout: 10_000 });
    await host.close();
    expect(seen.exit).toEqual({ kind: "exited", code: 0 });
    expect(verdict(seen.lines)).toBe("CONTRACT_PASS");
    expect(seen.lines).toContain("process: 2 1 2 2");
    expect(seen.lines).toContain("cwd: /tmp");
  });

  it("that never boots is given up", async () => {
    const seen = await (await machine("echo booting; exec sleep 1000", 1)).run(program, { timeout: 1000 });
    expect(seen.exit).toEqual({ kind: "crash", detail: "the machine did not start our init within 1 s" });
    expect(seen.stderr).toContain("booting");
    expect(await leftovers()).toEqual([]);
  });

  it("that ends at once is named with its last words", async () => {
    const seen = await (await machine("echo panic: no root >&2; exit 1")).run(program, { timeout: 1000 });
    expect(seen.exit).toEqual({ kind: "crash", detail: "the machine ended before it started our init" });
    expect(seen.stderr).toContain("panic: no root");
  });

  it("that floods its console without an end of line is given up, and nothing grows", async () => {
    const seen = await (await machine("exec tr '\\0' x < /dev/zero", 1)).run(program, { timeout: 1000 });
    expect(seen.exit.kind).toBe("crash");
    expect(seen.stderr.length).toBeLessThan(10_000);
  });

  it("that hangs under one program costs that program only", async () => {
    const script = `if mkdir ${join(folder, "first")}; then echo "@contracts hello"; echo "@contracts run 0"; sleep 1000; fi; exec "$1/init"`;
    const target = await machine(script, 2);
    const other = { ...program, name: "other" };
    target.prepare?.([program, other], { timeout: 500 });
    const [first, second] = await Promise.all([
      target.run(program, { timeout: 500 }),
      target.run(other, { timeout: 500 }),
    ]);
    expect(first.exit.kind).toBe("timeout");
    expect(verdict(second.lines)).toBe("CONTRACT_PASS");
    await target.close();
    await expect.poll(leftovers).toEqual([]);
  });

  it("whose console garbles an answer is asked again, and then named", async () => {
    const target = await machine(`"$1/init" | sed -u 's/^@contracts + ..../@contracts + AAAA/'`);
    const seen = await target.run(program, { timeout: 5_000 });
    expect(seen.exit).toEqual({ kind: "crash", detail: "its answer came garbled over the console" });
  });

  it("may have a kernel that talks in between", async () => {
    const target = await machine(`"$1/init" | sed -u 's/^/\\r[ 1.0] noise\\r\\n/; s/$/\\r/'`);
    expect(verdict((await target.run(program, { timeout: 5_000 })).lines)).toBe("CONTRACT_PASS");
  });

  it("is ended when the run is interrupted", async () => {
    const target = await machine("exec sleep 1000");
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("stop")), 300);
    await expect(target.run(program, { timeout: 5_000, signal: controller.signal })).rejects.toThrow("stop");
    await target.close();
    await expect.poll(leftovers).toEqual([]);
  });
});
