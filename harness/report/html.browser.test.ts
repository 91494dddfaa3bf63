/** report.html in a real headless Chromium: what a person does with it, by mouse and by keyboard. */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderHtml } from "./html.ts";
import { diagnosisKey, type Report } from "./model.ts";
import { testReport } from "./test-report.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const title =
  executablePath === undefined ? "report.html (not tested: no Chromium, Debian package chromium)" : "report.html";

const edge = { contract: "events.edge", target: "reference" };
const row = (verdict: "alike" | "first", linux: string, target: string) => ({ verdict, linux, target });

/** A report with a trace, the kernel's state, and a regression. */
function fullReport(): Report {
  const diagnosis = {
    notes: [],
    thread: "the first process",
    rows: [
      row("alike", "pipe2([3, 4], 0) = 0", "pipe2([3, 4], 0) = 0"),
      row("first", "epoll_wait(5, [{EPOLLIN}], 1, 0) = 1", "epoll_wait(5, [], 1, 0) = 0"),
    ],
    before: 7,
    behind: 2,
    state: "thread 2 of process 2 (contract): runnable\n  descriptors:\n    5: anon_inode:[eventpoll]",
  };
  const report = testReport({ diagnoses: new Map([[diagnosisKey(edge), diagnosis]]) });
  const regression = { ...edge, before: "PASS", now: "DIVERGE", reason: "second: Linux 2" } as const;
  const none = { improvements: [], appeared: [], gone: [], notes: [], problems: [] };
  return { ...report, changes: { baseline: "old/results.json", regressions: [regression], ...none } };
}

describe.skipIf(executablePath === undefined)(title, () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let address: string;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "browser-"));
    await writeFile(join(folder, "report.html"), renderHtml(fullReport()));
    address = pathToFileURL(join(folder, "report.html")).href;
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("dialog", (dialog) => {
      errors.push(`a guest's output opened a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return async () => {
      await page.close();
      expect(errors.splice(0)).toEqual([]);
    };
  });

  const shown = () => page.locator(".contract:visible").evaluateAll((all) => all.map((one) => one.id));
  const open = () => page.locator(".contract[open]").evaluateAll((all) => all.map((one) => one.id));

  it("filters by status, and the address remembers it", async () => {
    expect(await shown()).toHaveLength(6);
    await page.locator(".chip.DIVERGE").click();
    expect(await shown()).toEqual(["events.edge"]);
    expect(await page.locator("#count").textContent()).toBe("1 of 6");
    expect(page.url()).toContain("#status=DIVERGE");
    await page.reload();
    expect(await shown()).toEqual(["events.edge"]);
    await page.locator(".chip.FAIL").click();
    expect(await shown()).toEqual(["events.edge", "events.hang", "vm.broken"]);
  });

  it("filters by category, from the list and from the table", async () => {
    await page.locator("#category").selectOption("vm");
    expect(await shown()).toEqual(["vm.broken"]);
    await page.locator(".categories a", { hasText: "events" }).click();
    expect(await shown()).toEqual(["events.edge", "events.hang"]);
  });

  it("searches words in any order, and says when nothing fits", async () => {
    await page.locator("#text").fill("HANG deadlock");
    expect(await shown()).toEqual(["events.hang"]);
    await page.locator("#text").fill("no such thing");
    expect(await shown()).toEqual([]);
    expect(await page.locator("#nothing").isVisible()).toBe(true);
  });

  it("opens a contract's difference and its trace", async () => {
    const contract = page.locator('[id="events.edge"]');
    await contract.locator("> summary").click();
    const differing = contract.locator(".sides:not(.calls) tr.differs");
    expect(await differing.count()).toBe(1);
    expect(await differing.locator("td").nth(1).textContent()).toBe("second: 2");
    expect(await differing.locator("mark").nth(1).textContent()).toContain("<script>");
    const trace = contract.locator(".calls");
    expect(await trace.locator("tr.first").textContent()).toContain("epoll_wait(5, [], 1, 0) = 0");
    expect(await trace.locator("tr.gap").first().textContent()).toContain("7 calls before");
    await contract.locator(".trace > summary").click();
    expect(await trace.isVisible()).toBe(false);
    const state = contract.locator(".state");
    expect(await state.locator("pre").isVisible()).toBe(false);
    await state.locator("summary").click();
    expect(await state.locator("pre").textContent()).toContain("anon_inode:[eventpoll]");
  });

  it("is used by keyboard alone", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("events");
    expect(await shown()).toEqual(["events.edge", "events.hang"]);
    await page.keyboard.press("Escape");
    expect(await shown()).toHaveLength(6);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    expect(await open()).toEqual(["events.edge"]);
    await page.keyboard.press("Enter");
    expect(await open()).toEqual([]);
  });

  it("opens and closes all", async () => {
    await page.locator("#toggle").click();
    expect(await open()).toHaveLength(6);
    await page.locator("#toggle").click();
    expect(await open()).toHaveLength(0);
  });

  it("follows the link of a regression, and an address that names a contract", async () => {
    await page.locator(".changes a", { hasText: "events.edge" }).click();
    expect(await open()).toEqual(["events.edge"]);
    await page.goto(`${address}#vm.broken`);
    await page.reload();
    expect(await open()).toEqual(["vm.broken"]);
  });

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.locator("#toggle").click();
    const width = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(360);
  });

  it("reads without JavaScript", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(address);
    expect(await plain.locator(".contract:visible").count()).toBe(6);
    expect(await plain.locator(".filters").isVisible()).toBe(false);
    await context.close();
  });
});
