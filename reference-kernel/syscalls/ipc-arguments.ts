/** Arguments that the System V calls of all kinds share. */
import { EINVAL } from "../abi/errors.ts";
import { IPC_CREAT, IPC_EXCL, IPC_NOWAIT, IPC_PRIVATE, ipcPerm } from "../abi/ipc.ts";
import { NO_ID } from "../core/user-namespace.ts";
import type { OwnerChange } from "../ipc/object.ts";
import type { Task } from "../process/task.ts";
import { formatFlags } from "./arguments.ts";
import type { ArgumentCodec } from "./define.ts";

const names: readonly (readonly [number, string])[] = [
  [IPC_CREAT, "IPC_CREAT"],
  [IPC_EXCL, "IPC_EXCL"],
  [IPC_NOWAIT, "IPC_NOWAIT"],
];

/** Flags of a get call: names, and the mode in octal. */
/** A key: an int, shown in hexadecimal. */
export const keyArgument: ArgumentCodec<number> = {
  name: "key",
  decode: (registers, index) => registers.low(index) | 0,
  format: (value) => (value === IPC_PRIVATE ? "IPC_PRIVATE" : `0x${(value >>> 0).toString(16)}`),
};

export const getFlags = (name: string): ArgumentCodec<number> => ({
  name,
  decode: (registers, index) => registers.low(index) | 0,
  format: (value) => {
    const mode = `0${(value & 0o777).toString(8).padStart(2, "0")}`;
    const rest = value & ~0o777;
    return rest === 0 ? mode : `${formatFlags(rest, names)}|${mode}`;
  },
});

/** What IPC_SET asks for: read at once (EFAULT), judged when the object is known (EINVAL for ids nobody has). */
export const ownerChange = (task: Task, address: number): (() => OwnerChange) => {
  const { uid, gid, mode } = task.memory.read(ipcPerm, address);
  return () => {
    const { userNs } = task.credentials;
    const owner = userNs.uids.toKernel(uid);
    const group = userNs.gids.toKernel(gid);
    if (owner === NO_ID || group === NO_ID) throw EINVAL;
    return { uid: owner, gid: group, mode };
  };
};
