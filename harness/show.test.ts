import { expect, test } from "vitest";
import { classify } from "./classify.ts";
import type { Observation } from "./model.ts";
import { buildReport, type Case } from "./report/model.ts";
import { renderShow } from "./show.ts";
import { contract, saw } from "./test-support.ts";
import type { Trace } from "./trace/trace.ts";

const good = saw("first: 1\nsecond: EPOLLIN\nCONTRACT_PASS");

function caseOf(observation: Observation): Case {
  const one = contract();
  const result = classify({ contract: one, target: "reference", known: [], release: "6.18.44" }, [good], observation);
  const { cases } = buildReport({
    oracle: { name: "linux", release: "6.18.44" },
    targets: [{ name: "reference", version: "0.1.0" }],
    contracts: [one],
    results: [result],
    notRun: [],
    gate: { ok: true, problems: [] },
    outputs: [{ contract: one.name, target: "reference", linux: good, observation }],
    messages: new Map(),
  });
  const [only] = cases;
  if (only === undefined) throw new Error("one case");
  return only;
}

const show = (observation: Observation, linux: Trace, target: Trace, width = 70): string =>
  renderShow({ case: caseOf(observation), linux, target }, { colors: false, width, context: 1 });

const linuxTrace: Trace = {
  lines: [
    '9 execve("/bin/contract", ["/bin/contract"], 0x7ff0 /* 2 vars */) = 0',
    "9 pipe2([3, 4], O_NONBLOCK) = 0",
    "9 getuid() = 0",
    "9 getgid() = 0",
    "9 epoll_wait(5, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, 0) = 1",
    "9 close(3) = 0",
    "9 exit_group(0) = ?",
  ],
  isStart: (call) => call.name === "execve",
};
const targetTrace: Trace = {
  lines: [
    "[1] pipe2([3, 4], O_NONBLOCK) = 0",
    "[1] getuid() = 0",
    "[1] getgid() = 0",
    "[1] epoll_wait(5, [], 1, 0) = 0",
    "[1] close(3) = 0",
    "[1] exit_group(0) = ?",
  ],
};

test("outputs, then traces with the first call that differs and its neighbours", () => {
  const text = show(saw("first: 1\nsecond: 0\nCONTRACT_PASS"), linuxTrace, targetTrace);
  expect(text).toBe(`DIVERGE  events.epoll_edge on reference
second: Linux EPOLLIN, target 0
EPOLLET reports every write.
Source:     epoll(7)
Behaviours: B33
Covers:     epoll_ctl

  Linux                            │ reference
───────────────────────────────────┼─────────────────────────────────
  first: 1                         │ first: 1
≠ second: EPOLLIN                  │ second: 0
  CONTRACT_PASS                    │ CONTRACT_PASS
  exit status 0                    │ exit status 0

  Linux                            │ reference
───────────────────────────────────┼─────────────────────────────────
  ⋮ 2 calls alike
  getgid() = 0                     │ getgid() = 0
▶ epoll_wait(5, [{events=EPOLLIN,  │ epoll_wait(5, [], 1, 0) = 0
  data={u32=3, u64=3}}], 1, 0) = 1 │
  close(3) = 0                     │ close(3) = 0
  ⋮ 1 call alike

The first call that differs:
  Linux   epoll_wait(5, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, 0) = 1
  target  epoll_wait(5, [], 1, 0) = 0
`);
});

test("without strace it says so, and shows the target's trace alone", () => {
  const text = show(good, { missing: "strace is not installed (Debian package strace)" }, targetTrace);
  expect(text).toContain("No trace of Linux: strace is not installed (Debian package strace)\n");
  expect(text).toContain("│ epoll_wait(5, [], 1, 0) = 0\n");
  expect(text).not.toContain("▶");
  expect(text).not.toContain("≠");
  expect(text).not.toContain("alike");
});

test("where nothing differs all calls are shown", () => {
  const text = show(good, linuxTrace, linuxTrace);
  expect(text).toContain("PASS  events.epoll_edge on reference\n");
  expect(text).toContain("getuid() = 0");
  expect(text.endsWith("All 6 calls are alike.\n")).toBe(true);
});

test("neither trace", () => {
  const text = show(good, { missing: "no strace" }, { missing: "no trace either" });
  expect(text.endsWith("No trace of Linux: no strace\nNo trace of reference: no trace either\n")).toBe(true);
});

test("what the guest prints cannot drive the terminal, and a narrow terminal is no trouble", () => {
  const text = show(saw("first: 1\nsecond: \u001b]0;x\u0007\nCONTRACT_PASS"), linuxTrace, targetTrace, 10);
  expect(text).not.toContain("\u001b");
  expect(text).toContain("␛]0;x␇");
});
