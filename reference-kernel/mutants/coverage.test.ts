/** Holds a rule: every file of the kernel that has behaviour has at least two mutants. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { mutants, sourceMutants } from "./index.ts";

const kernel = dirname(import.meta.dirname);
const rooms = ["cgroup", "core", "files", "fs", "ipc", "memory", "net", "process", "syscalls", "tty"];

/** Files that need none, each with the reason. */
const exempt: Readonly<Record<string, string>> = {
  "cgroup/member.ts": "types",
  "cgroup/view.ts": "types",
  "core/caller.ts": "types, and one test of a bit",
  "core/namespace.ts": "types",
  "process/namespaces/task-namespaces.ts": "types",
  "core/counter.ts": "counts up, and nothing else",
  "files/host-streams.ts": "the guest's ends of our own standard streams, which are no part of Linux",
  "fs/hostfs/host-folder.ts": "types",
  "fs/hostfs/hostfs.ts": "a folder of the host as root: contracts never have one; hostfs.test.ts holds it",
  "fs/procfs/source.ts": "types",
  "fs/root-entries.ts": "data that the Linux sandbox is built from, too",
  "memory/memory-system.ts": "types, and what address spaces share",
  "memory/mmu.ts": "types and constants",
  "net/buffers.ts": "memory that is used again; what is taken is filled before anybody sees it",
  "process/cpu-limit.ts": "a second of CPU time is more than mutants may use; process.rlimit_cpu holds it",
  "process/exec-request.ts": "types",
  "process/explain/calls.ts": "words for people, which contracts cannot see; explain.test.ts holds them",
  "process/explain/code.ts": "words for people; explain.test.ts holds them",
  "process/explain/deadlock.ts": "words for people; explain.test.ts holds them",
  "process/explain/death.ts": "words for people; explain.test.ts holds them",
  "process/explain/kernel-crash.ts": "words for people; explain.test.ts holds them",
  "process/explain/state.ts": "words for people; explain.test.ts holds them",
  "process/explain/symbols.ts": "words for people; explain.test.ts holds them",
  "process/explain/waits.ts": "words for people; explain.test.ts holds them",
  "process/rejection.ts": "types",
  "process/syscall-entry.ts": "types",
  "process/users.ts": "a counter a user, and nothing else",
  "process/vdso/code.ts": "bytes; vdso.test.ts compares them with the assembler's",
  "process/system.ts": "types",
  "process/trace-call.ts": "the trace, which contracts cannot see",
  "tty/sessions.ts": "types, and one comparison",
  "syscalls/coverage.ts": "the coverage document, made of the table",
  "syscalls/ioctl-names.ts": "names for the trace, which contracts cannot see",
  "syscalls/flag-names.ts": "names for the trace, which contracts cannot see",
  "syscalls/define.ts": "the form of a row of the table",
  "syscalls/readiness-arguments.ts": "how the trace shows arguments",
  "syscalls/structures.ts": "how the trace shows arguments",
  "syscalls/readiness-calls.ts": "a list of lists",
  "syscalls/ptrace-request.ts": "types",
  "syscalls/table.ts": "a list of lists",
};

const files = rooms.flatMap((room) =>
  readdirSync(join(kernel, room), { recursive: true, encoding: "utf8" })
    .map((name) => `${room}/${name}`)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".d.ts"))
    .filter((name) => !/(^|\/)testing(\/|\.ts$)/.test(name)),
);

const counts = new Map<string, number>();
for (const { file } of [...mutants, ...sourceMutants]) counts.set(file, (counts.get(file) ?? 0) + 1);
const hasTwo = (file: string): boolean => (counts.get(file) ?? 0) >= 2;

test("every file with behaviour has two mutants", () => {
  const bare = files.filter((file) => !hasTwo(file) && exempt[file] === undefined);
  expect(bare.sort()).toEqual([]);
});

test("what is exempt is there, and needs to be", () => {
  expect(Object.keys(exempt).filter((file) => hasTwo(file) || !existsSync(join(kernel, file)))).toEqual([]);
});
