/** uid_map, gid_map, setgroups and timens_offsets of /proc/PID (user_namespaces(7), time_namespaces(7)). */
import { CAP_SETFCAP, CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN, CAP_SYS_TIME } from "../../abi/capabilities.ts";
import { EACCES, EINVAL, EPERM, ERANGE } from "../../abi/errors.ts";
import type { Credentials } from "../../core/caller.ts";
import { capableIn, type IdExtent, NO_ID, type UserNamespace } from "../../core/user-namespace.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { OpenedText } from "../../fs/procfs/source.ts";
import type { TimeNamespace } from "../namespaces/time-namespace.ts";

type Kind = "uids" | "gids";

/** UID_GID_MAP_MAX_EXTENTS. */
const MAX_EXTENTS = 340;
const UNSET = 0xffff_ffff;

const column = (value: number): string => String(value >>> 0).padStart(10);

/** The outer ids as whoever opened the file numbers them; in its own namespace, as the parent does. */
export const idMapText = (namespace: UserNamespace, kind: Kind, { userNs }: Credentials): string => {
  const reader = userNs === namespace ? namespace.parent : userNs;
  return (namespace[kind].extents ?? [])
    .map(({ inside, outside, kernel, count }) => {
      const lower = reader === null ? outside : reader[kind].toInside(kernel);
      return `${column(inside)} ${column(lower === NO_ID ? UNSET : lower)} ${column(count)}\n`;
    })
    .join("");
};

type Line = readonly [inside: number, outside: number, count: number];

const numberIn = (text: string): number => {
  if (!/^[0-9]+$/.test(text)) throw EINVAL;
  const value = Number(text);
  if (value > UNSET) throw EINVAL;
  return value;
};

const parse = (text: string): readonly Line[] => {
  const rows = text.split("\0", 1)[0]?.split("\n") ?? [];
  if (rows.at(-1) === "") rows.pop();
  if (rows.length === 0 || rows.length > MAX_EXTENTS) throw EINVAL;
  const lines: Line[] = [];
  for (const row of rows) {
    const words = row.trim().split(/[ \t]+/);
    if (words.length !== 3) throw EINVAL;
    const [inside, outside, count] = words.map(numberIn) as [number, number, number];
    if (inside === UNSET || outside === UNSET || count === 0) throw EINVAL;
    if (inside + count > UNSET + 1 || outside + count > UNSET + 1) throw EINVAL;
    for (const other of lines) {
      const overlaps = (a: 0 | 1, first: number): boolean => first < other[a] + other[2] && other[a] < first + count;
      if (overlaps(0, inside) || overlaps(1, outside)) throw EINVAL;
    }
    lines.push([inside, outside, count]);
  }
  return lines;
};

/** Writes a map, once (map_write). EINVAL for what is no map, EPERM for ids that the writer may not give away. */
export const writeIdMap = (
  caller: FsCaller,
  namespace: UserNamespace,
  kind: Kind,
  text: string,
  { opener, offset }: OpenedText,
): void => {
  const { parent } = namespace;
  if (parent === null || (opener.userNs !== namespace && opener.userNs !== parent)) throw EPERM;
  if (offset !== 0 || text.length >= 4096) throw EINVAL;
  if (namespace[kind].extents !== null || !capableIn(opener, namespace, CAP_SYS_ADMIN)) throw EPERM;
  const lines = parse(text);
  if (!isPermitted(caller.credentials, opener, namespace, parent, kind, lines)) throw EPERM;
  namespace[kind].extents = lines.map((line) => extentOf(parent, kind, line));
};

const extentOf = (parent: UserNamespace, kind: Kind, [inside, outside, count]: Line): IdExtent => {
  const kernel = parent[kind].toKernel(outside);
  const last = parent[kind].toKernel(outside + count - 1);
  if (kernel === NO_ID || last !== kernel + count - 1) throw EPERM;
  return { inside, outside, kernel, count };
};

/** new_idmap_permitted: one's own id, or any with CAP_SETUID or CAP_SETGID over the parent namespace. */
const isPermitted = (
  writer: Credentials,
  opener: Credentials,
  namespace: UserNamespace,
  parent: UserNamespace,
  kind: Kind,
  lines: readonly Line[],
): boolean => {
  if (kind === "uids" && lines.some(([, outside]) => outside === 0)) {
    // Whoever could give itself file capabilities as user 0 of the parent must have had that right there.
    const had = opener.userNs === namespace ? namespace.makerHadSetfcap : capableIn(opener, parent, CAP_SETFCAP);
    if (!had) return false;
  }
  const [first] = lines;
  if (first !== undefined && lines.length === 1 && first[2] === 1 && namespace.owner === opener.euid) {
    if (kind === "uids" && parent.uids.toKernel(first[1]) === opener.euid) return true;
    if (kind === "gids" && !namespace.setgroupsAllowed && parent.gids.toKernel(first[1]) === opener.egid) return true;
  }
  const capability = kind === "uids" ? CAP_SETUID : CAP_SETGID;
  return capableIn(writer, parent, capability) && capableIn(opener, parent, capability);
};

/** Opening /proc/PID/setgroups for writing takes rights over the namespace (proc_setgroups_open). */
export const checkSetgroupsOpen = (caller: FsCaller, namespace: UserNamespace): void => {
  if (!capableIn(caller.credentials, namespace, CAP_SYS_ADMIN)) throw EACCES;
};

/** "deny" is for good, and only before groups are mapped (proc_setgroups_write). */
export const writeSetgroups = (namespace: UserNamespace, text: string, { offset }: OpenedText): void => {
  if (offset !== 0 || text.length >= 8) throw EINVAL;
  const word = /^(allow|deny)\s*\0*$/.exec(text)?.[1];
  if (word === undefined) throw EINVAL;
  if (word === "allow") {
    if (!namespace.setgroupsAllowed) throw EPERM;
    return;
  }
  if (namespace.gids.extents !== null) throw EPERM;
  namespace.setgroupsAllowed = false;
};

const CLOCKS: Readonly<Record<string, "monotonic" | "boottime">> = {
  monotonic: "monotonic",
  "1": "monotonic",
  boottime: "boottime",
  "7": "boottime",
};

export const timeOffsetsText = (namespace: TimeNamespace): string =>
  (["monotonic", "boottime"] as const)
    .map((clock) => {
      const { seconds, nanoseconds } = namespace[clock];
      return `${clock.padEnd(10)} ${String(seconds).padStart(10)} ${String(nanoseconds).padStart(9)}\n`;
    })
    .join("");

/** proc_timens_set_offset. `now` is the clock without an offset, in seconds. */
export const writeTimeOffsets = (
  namespace: TimeNamespace,
  text: string,
  { opener, offset }: OpenedText,
  now: number,
): void => {
  if (offset !== 0 || text.length >= 4096) throw EINVAL;
  const rows = text.split("\n").filter((row) => row !== "");
  if (rows.length === 0 || rows.length > 2) throw EINVAL;
  const wanted = rows.map((row) => {
    const match = /^\s*(\S+)\s+(-?[0-9]+)\s+([0-9]+)\s*$/.exec(row);
    const clock = CLOCKS[match?.[1] ?? ""];
    if (match === null || clock === undefined) throw EINVAL;
    const value = { seconds: Number(match[2]), nanoseconds: Number(match[3]) };
    if (value.nanoseconds >= 1e9) throw EINVAL;
    return [clock, value] as const;
  });
  if (namespace.userNs === null || !capableIn(opener, namespace.userNs, CAP_SYS_TIME)) throw EPERM;
  // No clock may go below zero, nor close to its end (KTIME_SEC_MAX / 2).
  for (const [, { seconds }] of wanted) if (seconds + now < 0 || seconds + now > 4611686018) throw ERANGE;
  if (namespace.isSettled) throw EACCES;
  for (const [clock, value] of wanted) namespace[clock] = value;
};
