import { describe, expect, it } from "vitest";
import { parseHeader } from "./header.ts";

describe("parseHeader", () => {
  it("reads every field, also when its text is wrapped", () => {
    const source = `/* Contract: EPOLLET reports every write
 *           to a pipe.
 * Source:   epoll(7), "Level-triggered
 *           and edge-triggered"
 * Behaviour: B33, B19
 * Covers:   epoll_create1 epoll_ctl
 *           epoll_wait
 * Requires: id-range
 * Allows:   first: 0; second: 1
 * Allows:   first: 1; second: 0
 * Linux:    since 6.5, before 6.11
 */
#include "contract.h"`;
    expect(parseHeader(source)).toEqual({
      promise: "EPOLLET reports every write to a pipe.",
      source: 'epoll(7), "Level-triggered and edge-triggered"',
      behaviours: ["B33", "B19"],
      covers: ["epoll_create1", "epoll_ctl", "epoll_wait"],
      requires: ["id-range"],
      allows: ["first: 0; second: 1", "first: 1; second: 0"],
      releases: { from: "6.5", before: "6.11" },
    });
  });

  it("ends a field at an empty line", () => {
    const source = "/* Contract: One.\n * Source: here\n * Covers: read\n *\n * A note on how it is done.\n */";
    expect(parseHeader(source)).toMatchObject({ covers: ["read"] });
  });

  it("is null where there is no header of ours", () => {
    expect(parseHeader("int main(void) {}")).toBeNull();
    expect(parseHeader("/* A licence. */\nint main(void) {}")).toBeNull();
  });

  it.each([
    ["/* Contract: One.\n * Covers: read */", 'the header has no "Source:"'],
    ["/* Contract: One.\n * Source: here\n * Covers: read\n * Linux: 6.5 */", '"Linux:" is a range of releases'],
    ["/* Contract: One.\n * Source: here */", 'the header has no "Covers:"'],
    ["/* Contract:\n * Source: here\n * Covers: read */", '"Contract:" is empty'],
    ["/* Contract: One.\n * Source: here\n * Covers: */", '"Covers:" names no system call'],
    ["/* Contract: One.\n * Source: here\n * Covers: read\n * Behaviour: 33 */", '"Behaviour:" is a list of rows'],
    ["/* Contract: One.\n * Source: here\n * Covers: read\n * Requires: luck */", '"Requires:" is not made of these'],
  ])("says what is wrong: %j", (source, message) => {
    expect(parseHeader(source)).toContain(message);
  });
});
