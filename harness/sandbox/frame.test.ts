import { describe, expect, it } from "vitest";
import { parseFrame } from "./frame.ts";
import { signalName, signalNumber } from "./signals.ts";

const frame = (text: string) => parseFrame(Buffer.from(text), 700);

describe("parseFrame", () => {
  it("parts text, output and errors by their lengths, whatever they hold", () => {
    const parsed = frame("exited 3\nbytes 7 4\ncut 0 1\nmicros 1500\n\na\n\nb\n\n\n\noops");
    expect(parsed.exit).toEqual({ kind: "exited", code: 3 });
    expect(parsed.stdout.toString()).toBe("a\n\nb\n\n\n");
    expect(parsed.stderr.toString()).toBe("\noop");
    expect(parsed.cut).toEqual({ stdout: false, stderr: true });
    expect(parsed.milliseconds).toBe(1.5);
  });

  it("knows every way to end", () => {
    const rest = "\nbytes 0 0\ncut 0 0\nmicros 1\n\n";
    expect(frame(`signaled 11${rest}`).exit).toEqual({ kind: "signaled", signal: "SIGSEGV" });
    expect(frame(`timeout${rest}`).exit).toEqual({ kind: "timeout", milliseconds: 700 });
    expect(frame(`refused execve: Exec format error${rest}`).exit).toEqual({
      kind: "refused",
      detail: "execve: Exec format error",
    });
  });

  it("collects what the host lacks", () => {
    const { lacks } = frame(
      "exited 0\nlack devices /dev/tty: No\nlack pty x: No\nlack devices /dev/full: No\nbytes 0 0\ncut 0 0\nmicros 1\n\n",
    );
    expect(Object.fromEntries(lacks)).toEqual({ devices: "/dev/tty: No; /dev/full: No", pty: "x: No" });
  });

  it("throws if the launcher said nothing", () => {
    expect(() => frame("")).toThrow("killed");
  });
});

it("signals have one name each, real-time ones as strace writes them", () => {
  expect([1, 9, 17, 31, 34, 64].map(signalName)).toEqual([
    "SIGHUP",
    "SIGKILL",
    "SIGCHLD",
    "SIGSYS",
    "SIGRT_2",
    "SIGRT_32",
  ]);
  for (let number = 1; number <= 64; number++) expect(signalNumber(signalName(number))).toBe(number);
  expect(signalNumber("SIGNONE")).toBe(0);
});
