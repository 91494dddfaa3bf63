/**
 * The command line: `contracts [filter…]`, `list`, `exec`, `show`. Exit status: 0 the gate holds, 1 it does not,
 * 2 the call or a file is wrong (one line on standard error, never a stack trace).
 */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { Interrupted } from "./cli/interrupt.ts";
import { reportArguments, withReportOptions } from "./cli/report-options.ts";
import { UsageError } from "./errors.ts";
import { parseOracleName } from "./oracle/names.ts";
import { cacheFolder } from "./paths.ts";

// What a command loads is compiled once: it starts in a third of the time.
enableCompileCache(join(cacheFolder, "compiled"));

const directoryOption = {
  type: "string",
  requiresArg: true,
  describe: "folder of <category>/<name>.c; programs in it need no header of ours",
} as const;

const verdictOption = {
  choices: ["line", "exit"] as const,
  default: "line" as const,
  describe: "what programs without our header end in: a line CONTRACT_PASS, or any end, if it is like Linux's",
} as const;

const oracleOptions = {
  oracle: {
    type: "string",
    requiresArg: true,
    default: "linux",
    describe: "who judges: this machine's linux (and a boxed one where needed), uml for all, or recorded answers",
  },
  records: { type: "string", requiresArg: true, describe: "folder of recorded answers" },
} as const;

async function main(words: readonly string[]): Promise<number> {
  let status = 0;
  const parser = yargs([...words])
    .scriptName("contracts")
    .usage("$0 [filter..]\n\nRuns C contracts on real Linux and on other kernels, and says where they differ.")
    .parserConfiguration({ "populate--": true, "parse-positional-numbers": false, "duplicate-arguments-array": true })
    .command(
      "$0 [filter..]",
      "run contracts: all, or those whose name or path a filter names",
      (command) =>
        withReportOptions(command)
          .positional("filter", { type: "string", array: true, default: [], describe: "events, events.poll_hup, …" })
          .option("target", {
            type: "string",
            array: true,
            nargs: 1,
            default: ["reference"],
            describe:
              "what is compared: reference, linux, a name in targets/, a path of a .json file, or all (repeatable)",
          })
          .options(oracleOptions)
          .option("dir", directoryOption)
          .option("verdict", verdictOption)
          .option("jobs", {
            type: "number",
            requiresArg: true,
            describe: "contracts side by side (default: one a processor)",
          })
          .option("timeout", {
            type: "number",
            requiresArg: true,
            default: 10,
            describe: "seconds of real time for one run",
          })
          .option("runs", { type: "number", requiresArg: true, default: 2, describe: "runs on Linux; they must agree" })
          .option("shard", {
            type: "string",
            requiresArg: true,
            describe: "one part of the contracts, such as 2/3; `merge` puts the reports together",
          })
          .option("divergences", {
            type: "string",
            requiresArg: true,
            describe: "another list than known-divergences.json",
          })
          .option("update-divergences", {
            type: "boolean",
            default: false,
            describe: "bring known-divergences.json up to date, keeping its reasons",
          }),
      async (given) => {
        const { runCommand } = await import("./cli/run-command.ts");
        status = await runCommand({
          filters: given.filter,
          targets: given.target,
          directory: single("dir", given.dir),
          verdict: given.verdict,
          jobs: given.jobs === undefined ? null : whole("jobs", given.jobs),
          timeout: positive("timeout", given.timeout),
          runs: whole("runs", given.runs),
          shard: single("shard", given.shard),
          divergences: single("divergences", given.divergences),
          updateDivergences: given.updateDivergences,
          ...oracleArguments(given),
          wholePrograms: false,
          ...reportArguments(given, single),
        });
      },
    )
    .command(
      "programs [filter..]",
      "run whole programs (BusyBox, shells, Debian's), on Linux and on the reference kernel: docs/programs.md",
      (command) =>
        withReportOptions(command)
          .positional("filter", { type: "string", array: true, default: [], describe: "busybox, python.os, …" })
          .option("jobs", {
            type: "number",
            requiresArg: true,
            describe: "programs side by side (default: one a processor)",
          })
          .option("timeout", { type: "number", requiresArg: true, default: 60, describe: "seconds for one run" })
          .option("runs", { type: "number", requiresArg: true, default: 2, describe: "runs on Linux; they must agree" })
          .option("update-divergences", {
            type: "boolean",
            default: false,
            describe: "bring programs/known-divergences.json up to date, keeping its reasons",
          }),
      async (given) => {
        const { runCommand } = await import("./cli/run-command.ts");
        const { programReportsFolder } = await import("./paths.ts");
        const report = reportArguments(given, single);
        status = await runCommand({
          filters: given.filter,
          targets: ["reference"],
          directory: null,
          verdict: "line",
          jobs: given.jobs === undefined ? null : whole("jobs", given.jobs),
          timeout: positive("timeout", given.timeout),
          runs: whole("runs", given.runs),
          shard: null,
          divergences: null,
          updateDivergences: given.updateDivergences,
          oracle: "linux",
          records: null,
          wholePrograms: true,
          ...report,
          reports: report.reports ?? programReportsFolder,
        });
      },
    )
    .command(
      "merge <folder..>",
      "put the reports of all shards together, as if nothing had been divided",
      (command) =>
        withReportOptions(command).positional("folder", {
          type: "string",
          array: true,
          demandOption: true,
          describe: "the shards' reports folders",
        }),
      async (given) => {
        const { mergeCommand } = await import("./cli/merge-command.ts");
        status = await mergeCommand({ folders: given.folder, ...reportArguments(given, single) });
      },
    )
    .command(
      "oracle <action> [filter..]",
      "oracle record: write down Linux's answers, to judge with `--oracle recorded` where no Linux is at hand",
      (command) =>
        command
          .positional("action", { choices: ["record"], demandOption: true })
          .positional("filter", { type: "string", array: true, default: [] })
          .options(oracleOptions)
          .option("dir", directoryOption)
          .option("timeout", { type: "number", requiresArg: true, default: 10, describe: "seconds for one run" })
          .option("runs", { type: "number", requiresArg: true, default: 2, describe: "runs; all are written down" }),
      async (given) => {
        const { recordCommand } = await import("./cli/record-command.ts");
        status = await recordCommand({
          filters: given.filter,
          directory: single("dir", given.dir),
          timeout: positive("timeout", given.timeout),
          runs: whole("runs", given.runs),
          ...oracleArguments(given),
        });
      },
    )
    .command(
      "list [filter..]",
      "list contracts",
      (command) =>
        command
          .positional("filter", { type: "string", array: true, default: [] })
          .option("dir", directoryOption)
          .option("json", { type: "boolean", default: false, describe: "with headers, as JSON" }),
      async (given) => {
        const { listCommand } = await import("./cli/list-command.ts");
        status = await listCommand({ filters: given.filter, directory: single("dir", given.dir), json: given.json });
      },
    )
    .command(
      "show <contract>",
      "one contract: both outputs and both traces, the first differing call marked",
      (command) =>
        command
          .positional("contract", { type: "string", demandOption: true })
          .option("target", { type: "string", requiresArg: true, default: "reference" })
          .options(oracleOptions)
          .option("dir", directoryOption)
          .option("verdict", verdictOption)
          .option("divergences", { type: "string", requiresArg: true, describe: "another list of known divergences" })
          .option("timeout", { type: "number", requiresArg: true, default: 10, describe: "seconds for one run" })
          .option("context", { type: "number", requiresArg: true, default: 10, describe: "calls around a difference" }),
      async (given) => {
        const { showCommand } = await import("./cli/show-command.ts");
        status = await showCommand({
          contract: given.contract,
          target: single("target", given.target) ?? "reference",
          directory: single("dir", given.dir),
          verdict: given.verdict,
          divergences: single("divergences", given.divergences),
          timeout: positive("timeout", given.timeout),
          ...oracleArguments(given),
          context: natural("context", given.context),
        });
      },
    )
    .command(
      "mutants [filter..]",
      "run the contracts on kernels with one mistake each: every mistake must be noticed",
      (command) =>
        command
          .positional("filter", {
            type: "string",
            array: true,
            default: [],
            describe: "ids or parts of them, behaviours, files of the kernel: epoll-del-null B30 fs/time.ts files/",
          })
          .option("reports", {
            type: "string",
            requiresArg: true,
            describe: "folder for the reports (default: reports/)",
          })
          .option("ci", { type: "boolean", default: false, describe: "no colours, no live line" }),
      async (given) => {
        const { mutantsCommand } = await import("./cli/mutants-command.ts");
        status = await mutantsCommand({
          filters: given.filter,
          reports: single("reports", given.reports),
          ci: given.ci,
        });
      },
    )
    .command(
      "bench [filter..]",
      "time calls and patterns on Linux and on targets, as ratios",
      (command) =>
        command
          .positional("filter", { type: "string", array: true, default: [], describe: "parts of rows: files. epoll" })
          .option("target", {
            type: "string",
            array: true,
            nargs: 1,
            default: ["reference"],
            describe: "reference, a name in targets/, a path of a .json file, or all (repeatable)",
          })
          .option("runs", {
            type: "number",
            requiresArg: true,
            default: 5,
            describe: "runs of each row; the fastest counts",
          })
          .option("reports", {
            type: "string",
            requiresArg: true,
            describe: "folder for bench.json (default: reports/)",
          })
          .option("ci", { type: "boolean", default: false, describe: "no live line" }),
      async (given) => {
        const { benchCommand } = await import("./cli/bench-command.ts");
        status = await benchCommand({
          filters: given.filter,
          targets: given.target,
          runs: whole("runs", given.runs),
          reports: single("reports", given.reports),
          ci: given.ci,
        });
      },
    )
    .command(
      "exec",
      "run a static ELF on the reference kernel: exec [options] -- ELF [args..]",
      (command) =>
        command
          .option("trace", { type: "boolean", default: false, describe: "print system calls on standard error" })
          .option("root", {
            type: "string",
            requiresArg: true,
            describe: "host folder that is the guest's /; writes stay in memory",
          })
          .option("cwd", { type: "string", requiresArg: true, describe: "the guest's working directory" })
          .option("env", { type: "string", array: true, nargs: 1, default: [], describe: "NAME=VALUE, repeatable" })
          .option("seed", {
            type: "number",
            requiresArg: true,
            describe: "seed of random bytes, addresses and schedule",
          })
          .option("max-instructions", {
            type: "number",
            requiresArg: true,
            describe: "end after so many instructions (status 124)",
          }),
      async (given) => {
        const { execCommand } = await import("./cli/exec-command.ts");
        status = await execCommand({
          command: commandAfterDashes(given),
          trace: given.trace,
          root: single("root", given.root),
          cwd: single("cwd", given.cwd),
          environment: given.env,
          seed: given.seed === undefined ? null : natural("seed", given.seed),
          maxInstructions:
            given.maxInstructions === undefined ? null : whole("max-instructions", given.maxInstructions),
        });
      },
    )
    .example("$0", "every contract on Linux and on the reference kernel")
    .example("$0 events signals.alarm", "one category and one contract")
    .example("$0 --dir ../mine --ci", "contracts of another folder, for CI")
    .example(
      "$0 --dir ../tests --verdict exit",
      "programs that know nothing of contracts: printed and ended as on Linux",
    )
    .example("$0 --ci --baseline old/results.json", "red for regressions, too, that the list excuses")
    .example("$0 --target reference --target gvisor", "two kernels beside Linux, as columns of one report")
    .example("$0 --target ./mine.json", "your own kernel: docs/targets.md")
    .example("$0 oracle record", "write Linux's answers down; then: $0 --oracle recorded")
    .example("$0 list --json", "names, promises and system calls")
    .example("$0 show events.epoll_edge", "both outputs and both traces, side by side")
    .example("$0 mutants B30", "which contracts notice a kernel that gets B30 wrong")
    .example("$0 mutants fs/time.ts", "the mistakes in one file of the kernel, and who notices them")
    .example("$0 bench epoll --target all", "what waiting costs on Linux, here, on qemu-user and on gVisor")
    .example("$0 exec --trace -- /bin/busybox ls -la /", "a program on the reference kernel, with its system calls")
    .strictOptions()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(`${message.split("\n")[0]} (see --help)`);
    })
    .wrap(Math.min(100, process.stdout.columns || 100))
    .version(false)
    .help();
  await parser.parseAsync();
  return status;
}

const oracleArguments = (given: { readonly oracle: string; readonly records: string | undefined }) => ({
  oracle: parseOracleName(given.oracle),
  records: single("records", given.records),
});

/** What stands after `--`. */
function commandAfterDashes(given: { _: (string | number)[]; "--"?: unknown }): readonly string[] {
  const after = given["--"];
  return Array.isArray(after) ? after.map(String) : given._.slice(1).map(String);
}

function single(name: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== "string" || value === "") throw new UsageError(`--${name} wants one value`);
  return value;
}

function positive(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`--${name} wants a number above 0`);
  }
  return value;
}

function natural(name: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new UsageError(`--${name} wants a whole number`);
  return Number(value);
}

function whole(name: string, value: unknown): number {
  return positive(name, natural(name, value));
}

/** One line for what is the caller's or the machine's fault; anything else is a bug of ours and shows where. */
function report(error: unknown): number {
  if (error instanceof Interrupted) {
    process.stderr.write("contracts: interrupted\n");
    return error.exitStatus;
  }
  if (!(error instanceof Error)) throw error;
  const isSystemError = "syscall" in error && "code" in error;
  if (!(error instanceof UsageError) && !isSystemError && error.name !== "YError") throw error;
  process.stderr.write(`contracts: ${error.message.split("\n")[0]}\n`);
  return 2;
}

// Whoever reads us may leave early (`| head`): then there is nothing left to say.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});

process.exitCode = await main(hideBin(process.argv)).catch(report);
