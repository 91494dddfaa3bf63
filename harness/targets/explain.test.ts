/** What the reference kernel tells of deadlocks, deaths and its own state: made by real programs. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type BootOptions, boot, type RunResult } from "../../reference-kernel/index.ts";
import type { Kernel } from "../../reference-kernel/kernel.ts";
import { type Mutant, replaceCall } from "../../reference-kernel/mutants/mutant.ts";
import { build } from "../build.ts";
import { projectRoot } from "../paths.ts";
import { findToolchain, type Toolchain } from "../toolchain.ts";

let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await findToolchain();
}, 180_000);

async function run(name: string, options: BootOptions = {}): Promise<RunResult> {
  const file = join(projectRoot, "harness", "testing", "programs", `${name}.c`);
  const built = await build(toolchain, { file, includes: [] });
  if (!built.ok) throw new Error(built.message);
  return boot(options).run(await readFile(built.elf), ["program"]);
}

describe("a deadlock", () => {
  it("prints who waits for what, who holds the other end, and the circle", async () => {
    const { exit } = await run("deadlock");
    if (exit.kind !== "deadlock") throw new Error(`it ended otherwise: ${exit.kind}`);
    const [short, ...graph] = exit.detail.split("\n");
    expect(short).toMatch(/^every thread sleeps and no timer is armed; thread 2 in wait4 waits for a child; /);
    const text = graph.join("\n");
    expect(text).toContain("its children: 3 (lives), 4 (lives)");
    expect(text).toMatch(
      /thread 3 of process 3 \(program\), in read\(3, 0x[0-9a-f]+, 1\)\n {2}waits for pipe:\[3\] \(fd 3\), 0 bytes unread/,
    );
    expect(text).toContain("its writing end: fd 4 of process 2, fd 4 of process 3, fd 4 of process 4");
    expect(text).toMatch(/it watches fd 3, pipe:\[3\]: events 0x19, ready now 0x0/);
    expect(text).toMatch(/waits for a futex at 0x[0-9a-f]+, which holds 0x/);
    expect(text).toContain("a circle: thread 2 waits for 3 waits for 2");
  });

  it("is told in the same words again", async () => {
    expect((await run("deadlock")).exit).toEqual((await run("deadlock")).exit);
  });
});

describe("a death by a signal", () => {
  it("prints the instruction, the nearest symbol, registers and the memory map", async () => {
    const { death, exit } = await run("crash");
    expect(exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
    expect(death).toMatch(/^killed by SIGSEGV \{si_signo=SIGSEGV, si_code=1, si_addr=0x0\}, in user code, thread 2\n/);
    expect(death).toMatch(/\nrip 0x[0-9a-f]+ main\+0x[0-9a-f]+: mov /);
    expect(death).toMatch(/\nrax=0x/);
    expect(death).toMatch(/\[stack\]$/);
  });
});

describe("a bug of the kernel", () => {
  it("prints the call, the instruction, registers and the memory map", async () => {
    const calls = (kernel: Kernel) =>
      replaceCall(kernel, "pipe", () => () => {
        throw new TypeError("a bug");
      });
    const mutant: Mutant = {
      id: "bug",
      behaviour: null,
      mistake: "pipe throws",
      file: "files/pipe.ts",
      calls: ["pipe"],
      apply: calls,
    };
    const { exit } = await run("deadlock", { mutant });
    if (exit.kind !== "crash") throw new Error(`it ended otherwise: ${exit.kind}`);
    expect(exit.detail).toMatch(/^kernel bug in pipe of thread 2: a bug\n/);
    expect(exit.detail).toMatch(/\nrip 0x[0-9a-f]+ pipe\+0x[0-9a-f]+: /);
    expect(exit.detail).toMatch(/\[stack\]$/);
  });
});

describe("the state of the kernel", () => {
  it("is told at the line of the trace that was asked for, and the run goes on as without", async () => {
    const without: string[] = [];
    await run("deadlock", { onTrace: (line) => without.push(line) });
    const lines: string[] = [];
    const epoll = without.findIndex((line) => line.includes("epoll_ctl("));
    const { state } = await run("deadlock", { stateAt: epoll, onTrace: (line) => lines.push(line) });
    expect(lines).toEqual(without);
    expect(state).toMatch(/^time \d+ ns, \d+ instructions\n/);
    expect(state).toContain("thread 4 of process 4 (program): runnable\n  in epoll_ctl(");
    expect(state).toMatch(/5: anon_inode:\[eventpoll\] \(flags 02, 1 references\)\n\s+it watches fd 3, pipe:\[3\]/);
    expect(state).toContain("memory map:");
  });
});
