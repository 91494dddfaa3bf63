/** Programs that take all they can get end in a clear verdict, and the host keeps what is its own. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type BootOptions, boot, MachinePool, type RunResult } from "../../reference-kernel/index.ts";
import { build } from "../build.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain } from "../toolchain.ts";

let elf: Uint8Array;
const pool = new MachinePool();

beforeAll(async () => {
  const file = join(projectRoot, "harness", "testing", "programs", "bombs.c");
  const built = await build(await findToolchain(), { file, includes: [] });
  if (!built.ok) throw new Error(built.message);
  elf = await readFile(built.elf);
}, 180_000);

const run = (what: string, options: BootOptions = {}): RunResult =>
  boot({ pool, maxInstructions: 2_000_000, ...options }).run(elf, ["bombs", what]);

const textOf = ({ stdout }: RunResult): string => new TextDecoder().decode(stdout).trim();

describe("the instruction limit ends", () => {
  it.each(["fork_bomb", "exec_loop", "vfork_chain", "signal_storm"])("%s", (what) => {
    expect(run(what).exit).toEqual({ kind: "instruction-limit", instructions: 2_000_000 });
  });
});

describe("the guest's own limits end", () => {
  it.each([
    ["processes (RLIMIT_NPROC)", "fork_until_full", "254 children, then Resource temporarily unavailable"],
    ["threads (RLIMIT_NPROC)", "thread_bomb", "254 threads, then Resource temporarily unavailable"],
    ["queued signals (RLIMIT_SIGPENDING)", "queue_storm", "1024 queued, then Resource temporarily unavailable"],
    ["timers (RLIMIT_SIGPENDING)", "timers", "1024 timers, then Resource temporarily unavailable"],
    ["descriptors (RLIMIT_NOFILE)", "descriptors", "1021 descriptors, then No file descriptors available"],
    ["data (RLIMIT_DATA)", "malloc_until_full", "much, then none"],
    ["files of a tmpfs", "tmpfs_fill", "No space left on device"],
    ["files in memory", "memfd_fill", "Out of memory"],
  ])("%s", (_, what, told) => {
    const result = run(what);
    expect(textOf(result)).toBe(told);
    expect(result.exit).toEqual({ kind: "exited", code: 0 });
  });

  it("recursion, by a fault below the stack's limit", () => {
    expect(run("recursion").exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
  });

  it("handlers within handlers, where their frames find no stack", () => {
    expect(run("nested_signals").exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
  });

  it("allocation, by the out-of-memory killer, which is told", () => {
    const { exit, death } = run("allocation");
    expect(exit).toEqual({ kind: "signaled", signal: "SIGKILL" });
    expect(death).toMatch(/^killed by SIGKILL for want of memory /);
  });
});

describe("the run's limits end", () => {
  it("endless output that is collected", () => {
    const result = run("endless_output", { maxOutput: 100_000 });
    expect(result.exit).toEqual({ kind: "output-limit", bytes: 100_000 });
    expect(result.stdout.length).toBe(100_000);
  });

  it("endless output that is handed on, if a limit is given", () => {
    let bytes = 0;
    const onOutput = (_: 1 | 2, chunk: Uint8Array) => {
      bytes += chunk.length;
    };
    expect(run("endless_output", { maxOutput: 100_000, onOutput }).exit.kind).toBe("output-limit");
    expect(bytes).toBe(100_000);
  });

  it("timers that fire for ever while everybody sleeps", () => {
    expect(run("ticks").exit.kind).toBe("idle-limit");
  });
});

it("leaves the host its memory: a machine that a guest filled is not kept, one that it did not fill is", () => {
  const machines = new MachinePool();
  run("allocation", { pool: machines });
  const machine = machines.acquire();
  expect(machine.physical.committed).toBeLessThan(64 << 20);
  machines.release(machine);
  expect(machines.acquire()).toBe(machine);
});

it("ends the same way again", () => {
  for (const what of ["fork_bomb", "thread_bomb", "recursion"]) {
    const [first, again] = [run(what), run(what)];
    expect({ ...again, death: null }).toEqual({ ...first, death: null });
  }
});
