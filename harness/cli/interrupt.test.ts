import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../paths.ts";

let reports: string;

beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), "reports-"));
});

afterEach(() => rm(reports, { recursive: true }));

/** Processes by id: parent and start time, so that a number that is used again is not taken for the old process. */
async function processes(): Promise<ReadonlyMap<number, { readonly parent: number; readonly started: string }>> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    ids.map(async (id) => {
      const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      return [Number(id), { parent: Number(fields[1]), started: fields[19] ?? "" }] as const;
    }),
  );
  return new Map(entries.filter(([, { started }]) => started !== ""));
}

async function descendants(ancestor: number): Promise<ReadonlyMap<number, string>> {
  const all = await processes();
  const isBelow = (id: number): boolean => {
    const parent = all.get(id)?.parent;
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return new Map([...all].flatMap(([id, { started }]) => (isBelow(id) ? [[id, started]] : [])));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error("it did not come to pass within ten seconds");
}

/** Starts a run of a program that never ends; answers its exit status or signal, and how many processes it had. */
async function interrupted(signal: NodeJS.Signals) {
  const words = ["endless", "--dir", join(projectRoot, "harness/testing"), "--reports", reports, "--target", "linux"];
  const main = join(projectRoot, "harness/main.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...words], { stdio: "ignore" });
  const ended = once(child, "exit");
  const pid = child.pid ?? 0;
  // The supervisor, its init, the contract and its child.
  await until(async () => (await descendants(pid)).size >= 4);
  const seen = await descendants(pid);
  child.kill(signal);
  const [code, killedBy] = await ended;
  await until(async () => {
    const left = await processes();
    return [...seen].every(([id, started]) => left.get(id)?.started !== started);
  });
  return { code, killedBy };
}

describe("an interrupted run", () => {
  it("leaves no process and no report after Ctrl-C, and says so by its status", async () => {
    expect(await interrupted("SIGINT")).toEqual({ code: 130, killedBy: null });
    expect(await readdir(reports)).toEqual([]);
  });

  it("leaves no process even if it is killed outright", async () => {
    expect(await interrupted("SIGKILL")).toEqual({ code: null, killedBy: "SIGKILL" });
    expect(await readdir(reports)).toEqual([]);
  });
});
