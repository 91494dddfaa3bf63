/** A difference as a contract, ready to be saved: the calls of the shortest sequence, with what Linux answered. */
import { asC, type Operation } from "./operations.ts";

/** Calls whose results say nothing by themselves: descriptors and flag words print as they are. */
export const asContract = (operations: readonly Operation[], answers: readonly string[]): string => {
  const steps = operations.map((operation, index) => {
    const key = `${operation.name}_${index + 1}`;
    const first = (answers[index] ?? "").split(" ", 1)[0] ?? "";
    const failed = !/^-?[0-9]+$/.test(first);
    const said = failed ? `  /* Linux: ${answers[index] ?? "nothing"} */` : "";
    return `  observe("${key}", call(${asC(operation)}));${said}`;
  });
  const covers = [...new Set(operations.map(({ name }) => systemCall(name)))].sort().join(" ");
  return `/* Contract:  ${operations.map(({ name }) => name).join(", ")}: as Linux answers.
 * Source:    found by npm run check:files
 * Covers:    ${covers}
 */
#include "contract.h"
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>

static char buffer[1 << 16] __attribute__((unused));
static struct stat found __attribute__((unused));
static int left __attribute__((unused));

int main(void) {
  scratch();
${steps.join("\n")}
  return verdict();
}
`;
};

const SYSTEM_CALLS: Readonly<Record<string, string>> = {
  getfl: "fcntl",
  setfl: "fcntl",
  lock: "fcntl",
  fionread: "ioctl",
  list: "open",
  pread: "pread64",
  pwrite: "pwrite64",
};

const systemCall = (name: string): string => SYSTEM_CALLS[name] ?? name;
