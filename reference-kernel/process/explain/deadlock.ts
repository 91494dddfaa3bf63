/** A deadlock in words: who waits for what, who could wake it, and the circle, if there is one. */
import type { System } from "../system.ts";
import { findCircle, findWaits } from "./waits.ts";

/** The first line tells all in short; the others the wait graph. */
export const describeDeadlock = (system: System): string => {
  const waits = findWaits(system);
  const short = waits.map(({ task, what }) => {
    const call = task.call === null ? "" : ` in ${system.syscalls.get(task.call.number)?.name ?? task.call.number}`;
    return `thread ${task.tid}${call} ${task.state === "stopped" ? "is stopped" : `waits for ${what}`}`;
  });
  const circle = findCircle(waits);
  return [
    `every thread sleeps and no timer is armed; ${short.join("; ")}`,
    ...waits.flatMap(({ who, what, notes }) => [
      `${who}`,
      `  waits for ${what}`,
      ...notes.map((note) => `    ${note}`),
    ]),
    ...(circle === null
      ? []
      : [`a circle: thread ${[...circle, ...circle.slice(0, 1)].map(({ tid }) => tid).join(" waits for ")}`]),
  ].join("\n");
};
