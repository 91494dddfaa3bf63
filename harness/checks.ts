/** `npm test`: every check, one after the other, all of them even if one fails; then says what it ran. */
import { execa } from "execa";
import { projectRoot } from "./paths.ts";

const checks = [
  { name: "formatting and lint", command: ["npm", "run", "lint"] },
  { name: "types", command: ["npm", "run", "types"] },
  { name: "unit tests", command: ["npm", "run", "unit"] },
  { name: "processor check, 20000 cases", command: ["npm", "run", "check:cpu", "--", "--cases", "20000"] },
  {
    name: "processor check in regions, 4000 cases",
    command: ["npm", "run", "check:cpu", "--", "--cases", "4000", "--hot"],
  },
  { name: "contracts on both tiers", command: ["npm", "run", "check:tiers"] },
  { name: "call sequences of files, 2000", command: ["npm", "run", "check:files", "--", "--sequences", "2000"] },
  {
    name: "call sequences of events, 1000",
    command: ["npm", "run", "check:sequences", "--", "--family", "events", "--sequences", "1000"],
  },
  {
    name: "call sequences of sockets, 1000",
    command: ["npm", "run", "check:sequences", "--", "--family", "sockets", "--sequences", "1000"],
  },
  {
    name: "call sequences of threads that take turns, 1000",
    command: ["npm", "run", "check:sequences", "--", "--family", "threads", "--sequences", "1000"],
  },
  {
    name: "call sequences of processes, 1000",
    command: ["npm", "run", "check:sequences", "--", "--family", "processes", "--sequences", "1000"],
  },
  {
    name: "call sequences of terminals, 1000",
    command: ["npm", "run", "check:sequences", "--", "--family", "terminals", "--sequences", "1000"],
  },
  { name: "contracts", command: ["npm", "run", "contracts", "--", "--ci"] },
  {
    name: "whole programs: BusyBox and dash",
    command: ["npm", "run", "contracts", "--", "programs", "busybox", "dash", "--ci"],
  },
  { name: "mutants: every mistake is noticed", command: ["npm", "run", "contracts", "--", "mutants", "--ci"] },
] as const;

const outcomes: { readonly name: string; readonly ok: boolean; readonly seconds: number }[] = [];
for (const { name, command } of checks) {
  const [program, ...words] = command;
  process.stdout.write(`\n=== ${name}: ${command.join(" ")}\n`);
  const start = performance.now();
  const result = await execa(program, words, { cwd: projectRoot, stdio: "inherit", reject: false });
  outcomes.push({ name, ok: !result.failed, seconds: (performance.now() - start) / 1000 });
  if (result.signal === "SIGINT" || result.exitCode === 130) break;
}

process.stdout.write("\nnpm test ran:\n");
for (const { name, ok, seconds } of outcomes) {
  process.stdout.write(`  ${ok ? "passed" : "FAILED"}  ${name} (${seconds.toFixed(1)} s)\n`);
}
process.exitCode = outcomes.length === checks.length && outcomes.every((outcome) => outcome.ok) ? 0 : 1;
