/** Short ways for the tests of the harness's pure parts to say what was observed. */
import type { Contract, Exit, Observation } from "./model.ts";

export function contract(more: Partial<Contract> = {}): Contract {
  return {
    name: "events.epoll_edge",
    category: "events",
    file: "/contracts/events/epoll_edge.c",
    promise: "EPOLLET reports every write.",
    source: "epoll(7)",
    behaviours: ["B33"],
    covers: ["epoll_ctl"],
    requires: [],
    allows: [],
    releases: {},
    headed: true,
    ...more,
  };
}

/** An observation of these lines, one a line; ends with status 0 unless said otherwise. */
export function saw(text: string, more: Partial<Observation> & { exit?: Exit } = {}): Observation {
  const lines = text === "" ? [] : text.split("\n");
  return { lines, stderr: "", exit: { kind: "exited", code: 0 }, unsupported: [], milliseconds: 1, ...more };
}
