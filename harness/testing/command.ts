/** The command line as its tests call it: in a folder of its own. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "../paths.ts";

/** Runs `contracts` in `folder`, without a terminal. */
export const contractsIn = (
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  execa(process.execPath, ["--disable-warning=ExperimentalWarning", join(projectRoot, "harness/main.ts"), ...words], {
    cwd: folder,
    reject: false,
    input: "",
    // Where the tests run themselves is nothing to annotate.
    env: { GITHUB_ACTIONS: "", ...environment },
    timeout: 50_000,
  });

export async function put(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

/** A C program that does this and ends in CONTRACT_PASS. */
export const program = (body: string, headers: readonly string[] = []): string =>
  [
    ...["stdio.h", "unistd.h", ...headers].map((name) => `#include <${name}>`),
    `int main(void) { ${body} fflush(stdout); puts("CONTRACT_PASS"); return 0; }`,
    "",
  ].join("\n");

/** Programs of which one differs on the reference kernel by design (it has a release of its own), and one asks for a call that it does not have. */
export const differing: Readonly<Record<string, string>> = {
  "mine/a/release.c": program('struct utsname u; uname(&u); printf("first: 1\\nrelease: %s\\n", u.release);', [
    "sys/utsname.h",
  ]),
  "mine/a/missing.c": program('printf("io_uring: %ld\\n", syscall(SYS_io_uring_setup, 0, 0));', ["sys/syscall.h"]),
  "mine/b/same.c": program('puts("first: 1");'),
};
