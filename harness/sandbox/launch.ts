/** Starts one program in the sandbox: the launcher (launcher.c), told in words what world to build. */
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type Build, build } from "../build.ts";
import { devices, guest, limits, outputLimit, type RootEntry, root, rootSize } from "../guest-environment.ts";
import { projectRoot } from "../paths.ts";
import type { Toolchain } from "../toolchain.ts";
import { type Frame, parseFrame } from "./frame.ts";

/**
 * `namespaces`: only user and group 0 are mapped. `range`: ids 0 to 65535 are. `plain`: no namespaces, where the host
 * forbids them; then only limits, a session of its own and a fresh working directory. `host`: the host's files, but
 * processes of its own, so that all end together.
 */
export type Mode = "namespaces" | "range" | "plain" | "host";

export interface Launch {
  readonly mode: Mode;
  /** Absolute path of a static ELF; null only tries whether the sandbox can be made. */
  readonly elf: string | null;
  /** Milliseconds of real time. */
  readonly timeout: number;
  /** Working directory in the modes `plain` and `host`. */
  readonly hostFolder?: string;
  /** A folder of the host that is the root, not writable; /tmp, /dev and /proc are mounted into it. */
  readonly root?: string;
  /** What is executed, if it is not the program itself; it finds the program under guest.path, or on the host. */
  readonly command?: readonly string[];
  /** Variables beside the guest's or instead of them, NAME=VALUE. */
  readonly environment?: readonly string[];
  /** Host paths that are visible in the sandbox. */
  readonly visible?: readonly string[];
  readonly signal?: AbortSignal;
}

const launcherFolder = join(projectRoot, "harness", "sandbox");

export function buildLauncher(toolchain: Toolchain, signal?: AbortSignal): Promise<Build> {
  return build(toolchain, { file: join(launcherFolder, "launcher.c"), includes: [] }, signal);
}

export async function launch(launcher: string, options: Launch): Promise<Frame> {
  const result = await execa(launcher, await launchWords(options, process.pid), {
    encoding: "buffer",
    stripFinalNewline: false,
    stdin: "ignore",
    stderr: "inherit",
    reject: false,
    env: { PATH: process.env.PATH ?? "" },
    extendEnv: false,
    maxBuffer: 4 * outputLimit,
    ...(options.signal ? { cancelSignal: options.signal, forceKillAfterDelay: 100 } : {}),
  });
  options.signal?.throwIfAborted();
  if (result.exitCode === undefined && result.signal === undefined) throw new Error(result.shortMessage);
  return parseFrame(Buffer.from(result.stdout), options.timeout);
}

/**
 * The launcher's arguments. It ends when `parent`, which must be the process that starts it, does; 0 is any parent (for
 * a launcher under strace).
 */
export async function launchWords(options: Launch, parent: number): Promise<readonly string[]> {
  const environment = options.environment ?? [];
  const replaced = new Set(environment.map((variable) => `env:${variable.split("=")[0]}`));
  return [
    ...(await world(options.mode)).filter((word) => !replaced.has(word.split("=")[0] ?? "")),
    `mode:${options.mode}`,
    `elf:${options.elf ?? ""}`,
    `timeout:${options.timeout}`,
    `parent:${parent}`,
    `host-dir:${options.hostFolder ?? "/"}`,
    ...(options.command ?? []).map((word) => `run:${word}`),
    ...environment.map((variable) => `env:${variable}`),
    ...(options.root === undefined ? [] : [`base:${options.root}`]),
    ...(options.visible ?? []).map((path) => `bind:${path}`),
  ];
}

/** The guest's world, in the launcher's words. */
async function world(mode: Mode): Promise<readonly string[]> {
  return [...guestWords(), ...(mode === "range" ? await subordinateIds() : [])];
}

/** What is the same in every run, also inside a machine. */
export function guestWords(): readonly string[] {
  return [
    `path:${guest.path}`,
    `cwd:${guest.cwd}`,
    `hostname:${guest.hostname}`,
    `domainname:${guest.domainname}`,
    `umask:${guest.umask}`,
    `output:${outputLimit}`,
    `size:${rootSize}`,
    ...root.map((entry) => `root:${rootWord(entry)}`),
    ...devices.map((device) => `device:${device}`),
    ...Object.entries(limits).map(([name, [soft, hard]]) => `limit:${limitNumber(name)} ${soft} ${hard}`),
    ...guest.argv.map((argument) => `arg:${argument}`),
    ...guest.environment.map((variable) => `env:${variable}`),
  ];
}

function rootWord(entry: RootEntry): string {
  if (entry.kind === "symlink") return `l ${entry.path} ${entry.target}`;
  const mode = entry.mode.toString(8);
  return entry.kind === "directory" ? `d ${mode} ${entry.path}` : `f ${mode} ${entry.path} ${entry.content}`;
}

/** RLIMIT_ numbers of x86-64, getrlimit(2) and asm-generic/resource.h, in order from 0. */
const limitNames =
  "CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME".split(" ");

const limitNumber = (name: string): number => limitNames.indexOf(name.replace("RLIMIT_", ""));

/** An ordinary user's first subordinate id, subuid(5), for newuidmap. Root needs none. */
async function subordinateIds(): Promise<readonly string[]> {
  const { username, uid } = userInfo();
  const first = async (file: string) => {
    const text = await readFile(file, "utf8").catch(() => "");
    const line = text.split("\n").find((entry) => entry.startsWith(`${username}:`) || entry.startsWith(`${uid}:`));
    return line?.split(":")[1] ?? "0";
  };
  return [`subuid:${await first("/etc/subuid")}`, `subgid:${await first("/etc/subgid")}`];
}
