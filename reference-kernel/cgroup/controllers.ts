/** The controllers of cgroup v2, in the order in which control files name them (the order of cgroup_subsys.h). */

export const CONTROLLERS = ["cpu", "io", "memory", "pids"] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

/** Those that can tell the threads of one process apart (CGRP_DFL threaded). */
const THREADED: ReadonlySet<ControllerName> = new Set<ControllerName>(["cpu", "pids"]);

export const isThreaded = (name: ControllerName): boolean => THREADED.has(name);

export const controllerNamed = (name: string): ControllerName | undefined => CONTROLLERS.find((one) => one === name);

/** As control files show a set: "cpu pids", a newline behind it even where it is empty. */
export const controllersText = (set: ReadonlySet<ControllerName>): string =>
  `${CONTROLLERS.filter((name) => set.has(name)).join(" ")}\n`;
