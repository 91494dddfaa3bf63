/** Times programs on targets. Every figure is the fastest of several runs, in milliseconds of real time. */
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { boot, MachinePool } from "../../reference-kernel/index.ts";

export interface Runner {
  readonly name: string;
  /** Runs the ELF once, to its end. Throws when it does not exit with 0. */
  run(elf: string): Promise<void>;
}

const commandRunner = (name: string, command: readonly string[]): Runner => ({
  name,
  run: async (elf) => {
    const [program, ...args] = [...command, elf];
    await execa(program as string, args, { stdin: "ignore", stdout: "ignore", stderr: "ignore", timeout: 120_000 });
  },
});

const referenceRunner = (): Runner => {
  const pool = new MachinePool();
  return {
    name: "reference",
    run: async (elf) => {
      const { exit } = boot({ pool, maxInstructions: 1e11 }).run(await readFile(elf), [elf]);
      if (exit.kind !== "exited" || exit.code !== 0)
        throw new Error(`${elf} on the reference: ${JSON.stringify(exit)}`);
    },
  };
};

const works = async (program: string, args: readonly string[]): Promise<boolean> => {
  const { failed } = await execa(program, args, { reject: false, stdin: "ignore" });
  return !failed;
};

/** The targets that this machine has, and what is said of those it has not. */
export const findRunners = async (elf: string): Promise<{ runners: Runner[]; missing: string[] }> => {
  const runners = [commandRunner("linux", []), referenceRunner()];
  const missing: string[] = [];
  if (await works("qemu-x86_64", [elf])) runners.push(commandRunner("qemu-user", ["qemu-x86_64"]));
  else missing.push("qemu-user is not installed (Debian package qemu-user)");
  const gvisor = ["--platform=ptrace", "--network=none", "do", "--"];
  if (await works("runsc", [...gvisor, elf])) runners.push(commandRunner("gvisor", ["runsc", ...gvisor]));
  else missing.push("gVisor does not run here (Debian package runsc, as root)");
  return { runners, missing };
};

export const fastest = async (runner: Runner, elf: string, runs: number): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await runner.run(elf);
    best = Math.min(best, performance.now() - start);
  }
  return best;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};
