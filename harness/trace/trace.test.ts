import { describe, expect, test } from "vitest";
import { alignTraces } from "./align.ts";
import { formatEvent } from "./format.ts";
import { type Call, parseTrace } from "./parse.ts";
import { byThread } from "./threads.ts";

const calls = (...lines: string[]): readonly Call[] => parseTrace(lines).filter((event) => event.kind === "call");

describe("parseTrace", () => {
  test.each<[string, string, Partial<Call>]>([
    [
      "a plain call",
      "getpid()                = 7",
      { pid: null, name: "getpid", arguments: [], result: "7", error: null },
    ],
    ["strace to a terminal", "[pid  31] close(3) = 0", { pid: "31", name: "close", arguments: ["3"], result: "0" }],
    ["strace to a file", "31    close(3)      = 0", { pid: "31", name: "close", arguments: ["3"], result: "0" }],
    ["the reference kernel", "[1] close(3) = 0", { pid: "1", name: "close", arguments: ["3"], result: "0" }],
    [
      "an error",
      "lseek(3, 0, SEEK_SET) = -1 ESPIPE (Illegal seek)",
      { arguments: ["3", "0", "SEEK_SET"], result: "-1", error: "ESPIPE" },
    ],
    ["an error without text", "lseek(3, 0, 0) = -1 ESPIPE", { result: "-1", error: "ESPIPE" }],
    [
      "an interrupted one",
      "pause() = ? ERESTARTNOHAND (To be restarted if no handler)",
      { result: "?", error: "ERESTARTNOHAND" },
    ],
    [
      "structs",
      "poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])",
      { arguments: ["[{fd=3, events=POLLIN}]", "1", "-1"], result: "1" },
    ],
    [
      "strings with all that confuses",
      String.raw`write(1, "a\"b), = 3, {\\", 4) = 4`,
      { arguments: ["1", String.raw`"a\"b), = 3, {\\"`, "4"], result: "4" },
    ],
    ["a cut string", 'write(1, "abc"..., 400) = 400', { arguments: ["1", '"abc"...', "400"] }],
    ["comments", 'execve("./a", ["./a"], 0x7ff /* 3, vars */) = 0', { arguments: ['"./a"', '["./a"]', "0x7ff"] }],
    [
      "an inverted set",
      "rt_sigprocmask(SIG_BLOCK, ~[RTMIN RT_1], [], 8) = 0",
      { arguments: ["SIG_BLOCK", "~[RTMIN RT_1]", "[]", "8"] },
    ],
    ["no return", "exit_group(3) = ?", { result: "?" }],
    ["a trace that ends", "31 read(3, ", { name: "read", arguments: ["3", ""], result: null }],
    ["the tracer's name of a child", "fork() = 3 /* 4711 in strace's PID NS */", { result: "3", tracerPid: "4711" }],
  ])("%s", (_name, line, expected) => {
    expect(calls(line)).toMatchObject([expected]);
  });

  test("an interrupted call is one call, where it began", () => {
    const events = parseTrace([
      "[pid 10] epoll_pwait(5,  <unfinished ...>",
      '[pid 11] write(4, "a", 1 <unfinished ...>',
      "[pid 10] <... epoll_pwait resumed>[{events=EPOLLIN, data={u32=3, u64=3}}], 1, -1, NULL, 8) = 1",
      "[pid 11] <... write resumed>) = 1",
    ]);
    expect(events.map(formatEvent)).toEqual([
      "epoll_pwait(5, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, -1, NULL, 8) = 1",
      'write(4, "a", 1) = 1',
    ]);
  });

  test("a call that is resumed when its thread is alone again", () => {
    const events = parseTrace(["[pid 10] wait4(-1,  <unfinished ...>", "<... wait4 resumed>NULL, 0, NULL) = 11"]);
    expect(events).toMatchObject([{ pid: "10", name: "wait4", result: "11" }]);
  });

  test("signals, ends and anything else are notes", () => {
    const kinds = parseTrace([
      "--- SIGCHLD {si_signo=SIGCHLD} ---",
      "[pid 3] +++ killed by SIGSEGV +++",
      "strace: hm",
      "",
    ]);
    expect(kinds.map((event) => event.kind)).toEqual(["signal", "end", "note"]);
  });
});

test("threads are named by parentage; the launcher and its helpers are left out", () => {
  const events = parseTrace([
    '1 execve("launcher", ["launcher"], 0x1000 /* 1 var */) = 0',
    "1 clone(child_stack=NULL, flags=SIGCHLD) = 2",
    '2 execve("/bin/contract", ["/bin/contract"], 0x1000 /* 1 var */) = 0',
    "2 fork() = 4 /* 14 in strace's PID NS */",
    "1 wait4(-1, NULL, 0, NULL) = 2",
    "2 fork() = 5 /* 15 in strace's PID NS */",
    "15 getpid() = 5",
    "14 getpid() = 4",
    "15 fork() = 6 /* 16 in strace's PID NS */",
    "16 exit_group(0) = ?",
  ]);
  const threads = byThread(events, (call) => call.name === "execve" && call.arguments[0] === '"/bin/contract"');
  expect([...threads].map(([name, placed]) => [name, placed.map((one) => formatEvent(one.event))])).toEqual([
    ["1", ["fork() = 4", "fork() = 5"]],
    ["1.2", ["getpid() = 5", "fork() = 6"]],
    ["1.1", ["getpid() = 4"]],
    ["1.2.1", ["exit_group(0) = ?"]],
  ]);
});

describe("alignment", () => {
  const align = (linux: readonly string[], target: readonly string[]): ReturnType<typeof alignTraces> =>
    alignTraces(byThread(parseTrace(linux), null), byThread(parseTrace(target), null));
  const firstOf = (linux: readonly string[], target: readonly string[]): unknown => {
    const { first, threads } = align(linux, target);
    const row = threads.find((thread) => thread.name === first?.thread)?.rows[first?.row ?? -1];
    return row === undefined
      ? null
      : [row.linux, row.target].map((event) => (event === null ? null : formatEvent(event)));
  };

  test.each<[string, string[], string[]]>([
    [
      "processes",
      ["[70] fork() = 71", "[70] wait4(71, NULL, 0, NULL) = 71"],
      ["[1] fork() = 2", "[1] wait4(2, NULL, 0, NULL) = 2"],
    ],
    ["descriptors", ["pipe([5, 6]) = 0", "close(5) = 0"], ["pipe([3, 4]) = 0", "close(3) = 0"]],
    ["a number used again", ["dup(1) = 3", "close(3) = 0", "dup(1) = 4"], ["dup(1) = 3", "close(3) = 0", "dup(1) = 3"]],
    [
      "addresses",
      ["mmap(NULL, 8) = 0x7f0000000000", "munmap(0x7f0000000000, 8) = 0"],
      ["mmap(NULL, 8) = 0x10000000", "munmap(0x10000000, 8) = 0"],
    ],
    ["undecoded structs", ["stat64(3, {st_mode=S_IFREG|0644}) = 0"], ["stat64(3, 0x7fff1000) = 0"]],
    [
      "the machine's fields",
      ["fstat(3, {st_dev=1, st_ino=9, st_size=4}) = 0"],
      ["fstat(3, {st_dev=5, st_ino=2, st_size=4}) = 0"],
    ],
    ["strings cut at different lengths", ['write(1, "abcdef"..., 9) = 9'], ['write(1, "abc"..., 9) = 9']],
    ["the vDSO", ["getpid() = 1"], ["clock_gettime(CLOCK_MONOTONIC, 0x7fff1000) = 0", "getpid() = 1"]],
    ["signals that one trace does not tell", ["getpid() = 1", "--- SIGALRM {} ---"], ["getpid() = 1"]],
    ["what a handler's return restores", ["rt_sigreturn({mask=[]}) = 5"], ["rt_sigreturn({mask=[]}) = -1 EINTR"]],
    ["two ways to tell an interruption", ["pause() = ? ERESTARTNOHAND (x)"], ["pause() = -1 EINTR"]],
    [
      "structs told with other fields",
      ["epoll_ctl(3, EPOLL_CTL_ADD, 4, {events=EPOLLIN, data={u32=1, u64=1}}) = 0"],
      ["epoll_ctl(3, EPOLL_CTL_ADD, 4, {events=EPOLLIN, data=0x1}) = 0"],
    ],
    [
      "results within arguments",
      ["poll([{fd=4, events=POLLIN}], 1, 0) = 1"],
      ["poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 0) = 1"],
    ],
    ["numbers instead of names", ["socket(AF_UNIX, SOCK_STREAM, 0) = 3"], ["socket(0x1, 0x1, 0x0) = 3"]],
    [
      "numbers written otherwise",
      ["fcntl(5, F_SETPIPE_SZ, 4096) = 4096", "close_range(7, 4294967295, 0) = 0"],
      ["fcntl(5, F_SETPIPE_SZ, 0x1000) = 4096", "close_range(7, -1, 0) = 0"],
    ],
    ["NULL", ["fcntl(5, F_SETFD, 0) = 0"], ["fcntl(5, F_SETFD, NULL) = 0"]],
    [
      "flags in another order, and without the one that is 0",
      ['open("a", O_RDONLY|O_LARGEFILE|O_CLOEXEC) = 3'],
      ['open("a", O_CLOEXEC|O_LARGEFILE, 00) = 3'],
    ],
    ["escapes", [String.raw`write(1, "\v\33\0", 3) = 3`], [String.raw`write(1, "\13\x1b\0", 3) = 3`]],
    [
      "names of mkdtemp",
      ['mkdir("/tmp/contract.OdGNen", 0700) = 0', 'rmdir("/tmp/contract.OdGNen/a") = 0'],
      ['mkdir("/tmp/contract.DidgBc", 0700) = 0', 'rmdir("/tmp/contract.DidgBc/a") = 0'],
    ],
    ["named arguments", ["clone(child_stack=0x7fd9, flags=CLONE_VM) = 3"], ["clone(0x100, 0x7f7e) = 3"]],
    [
      "signals by number",
      ["getpid() = 1", "+++ killed by SIGSEGV (core dumped) +++"],
      ["getpid() = 1", "+++ killed by signal 11 +++"],
    ],
    ["calls that do not return", ["pause() = ?", "+++ killed by SIGTERM +++"], ["+++ killed by SIGTERM +++"]],
    ["exit that is not told", ["getpid() = 1", "exit_group(0) = ?"], ["getpid() = 1"]],
    ["exit's result", ["exit_group(0) = ?"], ["exit_group(0)"]],
  ])("alike: %s", (_name, linux, target) => {
    expect(firstOf(linux, target)).toBeNull();
  });

  test.each<[string, string[], string[], unknown]>([
    [
      "a result",
      ["read(3, 0x7fff1000, 4) = 4"],
      ["read(3, 0x7fff1000, 4) = 2"],
      ["read(3, 0x7fff1000, 4) = 4", "read(3, 0x7fff1000, 4) = 2"],
    ],
    [
      "an error",
      ["read(3, NULL, 4) = -1 EAGAIN (x)"],
      ["read(3, NULL, 4) = 0"],
      ["read(3, NULL, 4) = -1 EAGAIN", "read(3, NULL, 4) = 0"],
    ],
    ["an argument", ["kill(0, SIGTERM) = 0"], ["kill(0, SIGHUP) = 0"], ["kill(0, SIGTERM) = 0", "kill(0, SIGHUP) = 0"]],
    [
      "a field",
      ["fstat(3, {st_size=4}) = 0"],
      ["fstat(3, {st_size=5}) = 0"],
      ["fstat(3, {st_size=4}) = 0", "fstat(3, {st_size=5}) = 0"],
    ],
    [
      "another descriptor",
      ["pipe([3, 4]) = 0", "close(3) = 0"],
      ["pipe([3, 4]) = 0", "close(4) = 0"],
      ["close(3) = 0", "close(4) = 0"],
    ],
    [
      "a call too few",
      ["getpid() = 1", "getuid() = 0", "getgid() = 0"],
      ["getpid() = 1", "getgid() = 0"],
      ["getuid() = 0", null],
    ],
    ["a call too many", ["getpid() = 1"], ["getpid() = 1", "getuid() = 0"], [null, "getuid() = 0"]],
  ])("different: %s", (_name, linux, target, expected) => {
    expect(firstOf(linux, target)).toEqual(expected);
  });

  test.each<[string, string[], string[]]>([
    [
      "an interrupted call that is made again",
      ["wait4(3, 0x1000, 0, NULL) = ? ERESTARTSYS (x)", "wait4(3, 0x1000, 0, NULL) = 3"],
      ["wait4(3, 0x1000, 0, NULL) = 3"],
    ],
    [
      "when a child's end is told",
      ["getpid() = 1", "--- SIGCHLD {} ---"],
      ["--- SIGCHLD {} ---", "getpid() = 1", "--- SIGCHLD {} ---"],
    ],
    [
      "what /proc says",
      ['open("/proc/3/stat", O_RDONLY) = 7', 'read(7, "3 S 1", 9) = 5'],
      ['open("/proc/3/stat", O_RDONLY) = 7', 'read(7, "3 S 22", 9) = 6'],
    ],
  ])("racy: %s", (_name, linux, target) => {
    const verdicts = align(linux, target).threads.flatMap((thread) => thread.rows.map((row) => row.verdict));
    expect(new Set(verdicts)).toEqual(new Set(["alike", "racy"]));
  });

  test("calls that look alike are laid beside each other, however they are told", () => {
    const linux = ["fcntl(5, F_SETFD, 0) = 0", "getuid() = 0", "fcntl(3, F_SETFD, FD_CLOEXEC) = 0", "getuid() = 1"];
    const target = ["fcntl(5, F_SETFD, NULL) = 0", "getuid() = 0", "fcntl(3, F_SETFD, 0x1) = 0", "getuid() = 1"];
    const [thread] = align(linux, target).threads;
    expect(thread?.rows.map((row) => row.verdict)).toEqual(["alike", "alike", "alike", "alike"]);
  });

  test("long traces are laid side by side in no time", () => {
    const calls = Array.from({ length: 3000 }, (_, index) => `write(1, "line ${index}", 9) = 9`);
    const start = performance.now();
    align(calls, calls.toSpliced(1000, 500));
    align(calls, calls.slice(0, 10));
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("a race is never the first difference", () => {
    const linux = ["futex(0x1000, FUTEX_WAIT, 2, NULL) = 0", "getuid() = 0"];
    const target = ["futex(0x1000, FUTEX_WAIT, 2, NULL) = -1 EAGAIN", "getuid() = 1"];
    expect(firstOf(linux, target)).toEqual(["getuid() = 0", "getuid() = 1"]);
    expect(firstOf(linux.slice(0, 1), target.slice(0, 1))).toBeNull();
  });

  test("the first in time, whatever its thread", () => {
    const linux = ["[7] fork() = 8", "[8] getuid() = 0", "[7] getgid() = 0"];
    const target = ["[1] fork() = 2", "[1] getgid() = 1", "[2] getuid() = 1"];
    expect(firstOf(linux, target)).toEqual(["getuid() = 0", "getuid() = 1"]);
  });
});
