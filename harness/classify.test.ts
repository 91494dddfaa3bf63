import { describe, expect, test } from "vitest";
import { type Circumstances, classify, classifyBroken } from "./classify.ts";
import type { KnownDivergence } from "./known-divergences.ts";
import type { Exit, Observation } from "./model.ts";
import { contract, saw } from "./test-support.ts";

const circumstances = (known: readonly KnownDivergence[] = [], release = "6.18.44"): Circumstances => ({
  contract: contract(),
  target: "reference",
  known,
  release,
});
const good = saw("first: EPOLLIN\nsecond: EPOLLIN\nCONTRACT_PASS");
const diverging = saw("first: EPOLLIN\nsecond: 0\nCONTRACT_PASS");
const failing = saw("first: EPOLLIN\nsecond: 0\nCONTRACT_FAIL second");
const ended = (exit: Exit, text = "first: EPOLLIN"): Observation => saw(text, { exit });

describe("statuses", () => {
  test.each<[string, Observation[], Observation, string, string | null]>([
    ["the same", [good, good], good, "PASS", null],
    ["one run of Linux is enough", [good], good, "PASS", null],
    ["another value", [good, good], diverging, "DIVERGE", "second: Linux EPOLLIN, target 0"],
    ["CONTRACT_FAIL", [good, good], failing, "FAIL", "CONTRACT_FAIL second"],
    ["another exit", [good], { ...good, exit: { kind: "exited", code: 1 } }, "DIVERGE", "exit: Linux 0, target 1"],
    [
      "a signal after the verdict",
      [good],
      { ...good, exit: { kind: "signaled", signal: "SIGSEGV" } },
      "DIVERGE",
      "exit: Linux 0, target SIGSEGV",
    ],
    [
      "a line missing",
      [good],
      saw("first: EPOLLIN\nCONTRACT_PASS"),
      "DIVERGE",
      "second: Linux EPOLLIN, target prints nothing",
    ],
    [
      "several lines",
      [good],
      saw("CONTRACT_PASS"),
      "DIVERGE",
      "first: Linux EPOLLIN, target prints nothing (and 1 more)",
    ],
    ["no verdict", [good], saw("first: EPOLLIN"), "FAIL", "no verdict line"],
    ["no output", [good], saw(""), "FAIL", "no verdict line"],
    ["lines after the verdict", [good], saw("CONTRACT_PASS\nmore: 1"), "FAIL", "no verdict line"],
    ["killed", [good], ended({ kind: "signaled", signal: "SIGSEGV" }), "FAIL", "killed by SIGSEGV"],
    ["timeout", [good], ended({ kind: "timeout", milliseconds: 10_000 }), "FAIL", "timeout"],
    [
      "deadlock",
      [good],
      ended({ kind: "deadlock", detail: "2 waits on a pipe\nfd 3" }),
      "FAIL",
      "deadlock: 2 waits on a pipe",
    ],
    ["loop", [good], ended({ kind: "instruction-limit", instructions: 2e9 }), "FAIL", "instruction limit reached"],
    ["crash", [good], ended({ kind: "crash", detail: "TypeError: x" }), "FAIL", "crash: TypeError: x"],
    [
      "a deadlock after CONTRACT_PASS",
      [good],
      { ...good, exit: { kind: "deadlock", detail: "1 waits" } },
      "FAIL",
      "deadlock: 1 waits",
    ],
    [
      "an unsupported call, whatever was printed",
      [good],
      { ...good, unsupported: ["b", "a"] },
      "FAIL",
      "unsupported call: a, b",
    ],
    ["Linux fails", [failing, failing], good, "FAIL", "Linux itself: CONTRACT_FAIL second"],
    ["Linux fails the same way", [failing], failing, "FAIL", "Linux itself: CONTRACT_FAIL second"],
    [
      "Linux fails the second time",
      [good, ended({ kind: "timeout", milliseconds: 1 })],
      good,
      "FAIL",
      "Linux itself: timeout",
    ],
    ["Linux is unstable", [good, diverging], good, "FAIL", "Linux unstable: second not the same in every run"],
    ["Linux was not run", [], good, "FAIL", "Linux itself: was not run"],
  ])("%s", (_name, oracle, observation, status, reason) => {
    const result = classify(circumstances(), oracle, observation);
    expect([result.status, result.reason]).toEqual([status, reason]);
  });

  test("a contract that does not build is FAIL with the message's first line", () => {
    const result = classifyBroken(circumstances(), "epoll_edge.c:3: error: expected ';'\n  int x\n");
    expect(result).toMatchObject({
      status: "FAIL",
      reason: "broken contract: epoll_edge.c:3: error: expected ';'",
      differences: [],
    });
  });

  test("where Linux promises no order, both may take either way", () => {
    const allowing = { ...circumstances(), contract: contract({ allows: ["seen: 0", "seen: 1"] }) };
    const [zero, one, two] = ["0", "1", "2"].map((value) => saw(`seen: ${value}\nCONTRACT_PASS`));
    if (!zero || !one || !two) throw new Error("three observations");
    expect(classify(allowing, [zero, one], zero).status).toBe("PASS");
    expect(classify(allowing, [zero, zero], one).status).toBe("PASS");
    expect(classify(allowing, [zero, one], two)).toMatchObject({
      status: "DIVERGE",
      reason: "seen: Linux 0 or 1, target 2",
    });
    expect(classify(allowing, [zero, two], one)).toMatchObject({ status: "FAIL", reason: /does not allow/ });
  });
});

describe("programs that print no verdict", () => {
  const plain = { ...circumstances(), contract: { ...contract(), headed: false, verdict: "exit" as const } };
  const one = (code: number, text = "ok 1"): Observation => ended({ kind: "exited", code }, text);
  test.each<[string, Observation, Observation, string, string | null]>([
    ["the same", one(0), one(0), "PASS", null],
    ["the same failure: both skip", one(4, "skipped"), one(4, "skipped"), "PASS", null],
    ["another line", one(0), one(0, "not ok 1"), "DIVERGE", null],
    ["another end", one(0), one(1), "DIVERGE", "exit: Linux 0, target 1"],
    ["a verdict all the same", one(0), one(0, "CONTRACT_FAIL x"), "FAIL", "CONTRACT_FAIL x"],
    ["a timeout", one(0), ended({ kind: "timeout", milliseconds: 10_000 }), "FAIL", "timeout"],
  ])("%s", (_, linux, target, status, reason) => {
    const result = classify(plain, [linux], target);
    expect(result.status).toBe(status);
    if (reason !== null) expect(result.reason).toBe(reason);
  });
});

describe("known divergences", () => {
  const second = { key: "second", linux: "EPOLLIN", target: "0" };
  const verdict = { key: "verdict", linux: "CONTRACT_PASS", target: "CONTRACT_FAIL second" };
  const entry = (more: Partial<KnownDivergence>): KnownDivergence => ({
    contract: "events.epoll_edge",
    target: "reference",
    status: "DIVERGE",
    differences: [second],
    why: "not yet",
    since: "2026-01-01",
    ...more,
  });
  const fail = (reason: string): Partial<KnownDivergence> => {
    return { status: "FAIL", reason, differences: undefined } as Partial<KnownDivergence>;
  };
  test("nothing excuses a broken contract or an oracle that fails", () => {
    const listing = (reason: string): Circumstances => circumstances([{ ...entry(fail(reason)) }]);
    const [broken, failed, unstable] = [
      classifyBroken(listing("broken contract: x"), "x"),
      classify(listing("Linux itself: CONTRACT_FAIL second"), [failing], failing),
      classify(listing("Linux unstable: second not the same in every run"), [good, diverging], good),
    ];
    expect([broken, failed, unstable].map((result) => result?.status)).toEqual(["FAIL", "FAIL", "FAIL"]);
  });

  const dead = ended({ kind: "deadlock", detail: "1 waits" });

  test.each<[string, Partial<KnownDivergence>, Observation, string]>([
    ["exactly the listed line", {}, diverging, "XFAIL"],
    [
      "one of several targets",
      { target: undefined, targets: ["x", "reference"] } as Partial<KnownDivergence>,
      diverging,
      "XFAIL",
    ],
    ["another target", { target: "gvisor" }, diverging, "DIVERGE"],
    ["another contract", { contract: "events.other" }, diverging, "DIVERGE"],
    ["another status", { status: "FAIL" }, diverging, "DIVERGE"],
    ["another value of the target", { differences: [{ ...second, target: "EPOLLOUT" }] }, diverging, "DIVERGE"],
    ["another value of Linux", { differences: [{ ...second, linux: "0" }] }, diverging, "DIVERGE"],
    ["a line too many in the list", { differences: [second, { ...second, key: "third" }] }, diverging, "DIVERGE"],
    ["a line too few in the list", {}, saw("second: 0\nCONTRACT_PASS"), "DIVERGE"],
    ["it passes", {}, good, "PASS"],
    ["it fails instead", {}, failing, "FAIL"],
    ["CONTRACT_FAIL by its lines, in any order", { status: "FAIL", differences: [verdict, second] }, failing, "XFAIL"],
    ["CONTRACT_FAIL by its reason alone", fail("CONTRACT_FAIL second"), failing, "FAIL"],
    ["a deadlock by its reason", fail("deadlock: 1 waits"), dead, "XFAIL"],
    ["a deadlock for another reason", fail("deadlock: 2 waits"), dead, "FAIL"],
    ["this release of Linux", { linux: { from: "6.18", before: "7" } }, diverging, "XFAIL"],
    ["an older release of Linux", { linux: { before: "6.18" } }, diverging, "DIVERGE"],
    ["a newer release of Linux", { linux: { from: "6.18.45" } }, diverging, "DIVERGE"],
  ])("%s", (_name, more, observation, status) => {
    const result = classify(circumstances([entry(more)]), [good, good], observation);
    expect(result.status).toBe(status);
    if (status === "XFAIL") expect(result.reason).toBe("not yet");
  });
});

describe("a target that does not answer the same in every run", () => {
  const linux = saw("first: 1\nsecond: 2\nCONTRACT_PASS");
  const one = saw("first: 1\nsecond: 3\nCONTRACT_PASS");
  const other = saw("first: 1\nsecond: 4\nCONTRACT_PASS");
  const around = (known: readonly KnownDivergence[]) => ({
    contract: contract(),
    target: "reference",
    known,
    release: "6.18",
  });
  const listed: KnownDivergence = {
    contract: contract().name,
    target: "reference",
    status: "FAIL",
    varies: ["second"],
    why: "It is drawn by lot.",
    since: "2026-11-21",
  };

  test("is unstable, even if one of its answers is Linux's", () => {
    expect(classify(around([]), [linux], linux, one)).toMatchObject({
      status: "FAIL",
      reason: "target unstable: second not the same in every run",
      unstable: ["second"],
    });
  });

  test("is excused in what is listed to vary, also where it agrees by chance", () => {
    for (const runs of [[one, other], [one], [linux]] as const) {
      const [first = linux, ...again] = runs;
      expect(classify(around([listed]), [linux], first, ...again)).toMatchObject({
        status: "XFAIL",
        reason: "It is drawn by lot.",
        differences: [],
      });
    }
  });

  test("is not excused in anything else", () => {
    const more = saw("first: 9\nsecond: 3\nCONTRACT_PASS");
    expect(classify(around([listed]), [linux], more).status).toBe("DIVERGE");
    expect(classify(around([listed]), [linux], more, one).status).toBe("FAIL");
    expect(
      classify(around([listed]), [linux], saw("first: 1", { exit: { kind: "timeout", milliseconds: 1 } })).status,
    ).toBe("FAIL");
  });
});
