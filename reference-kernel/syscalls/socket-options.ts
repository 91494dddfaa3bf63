/** setsockopt(2), getsockopt(2): SOL_SOCKET by its table, other levels by the socket's family. */
import { EINVAL, ENOPROTOOPT } from "../abi/errors.ts";
import { SO_ATTACH_FILTER, SOL_SOCKET, sockFilter } from "../abi/socket.ts";
import { i32 } from "../abi/struct.ts";
import type { Task } from "../process/task.ts";
import { fd, int, oneOf, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { outLength, socketOf } from "./socket-arguments.ts";
import { type SocketOption, socketOptions } from "./socket-option-table.ts";

const setsockopt = (
  task: Task,
  descriptor: number,
  level: number,
  name: number,
  address: number,
  length: number,
): number => {
  const socket = socketOf(task, descriptor);
  if (length < 0) throw EINVAL;
  if (level !== SOL_SOCKET) {
    socket.setFamilyOption(task, level, name, () => task.memory.readBytes(address, length));
    return 0;
  }
  const option = socketOptions[name];
  if (length < i32.size && option?.isText !== true) throw EINVAL;
  const value = task.memory.readBytes(address, Math.min(length, MAX_VALUE));
  if (option?.set === undefined) throw unknown(task, name, option);
  option.set(task, socket, value);
  return 0;
};

/** Longest value of any option here. */
const MAX_VALUE = 16;
/** Options beyond those here are Linux's own affairs (eBPF, hardware time stamps, devices' memory), up to this number. */
const LAST_OPTION = 83;

/** ENOPROTOOPT: rightly for what can only be read, or does not exist; else it is noted as missing. */
const unknown = (task: Task, name: number, option: SocketOption | undefined): typeof ENOPROTOOPT => {
  if (option === undefined && name > 0 && name <= LAST_OPTION)
    task.system.unsupported.add(`sockopt(SOL_SOCKET, ${name})`);
  return ENOPROTOOPT;
};

const getsockopt = (
  task: Task,
  descriptor: number,
  level: number,
  name: number,
  address: number,
  lengthAddress: number,
): number => {
  const socket = socketOf(task, descriptor);
  const room = task.memory.read(i32, lengthAddress);
  if (level !== SOL_SOCKET) {
    const value = socket.getFamilyOption(level, name, room);
    answer(task, value, address, lengthAddress, room);
    return 0;
  }
  if (room < 0) throw EINVAL;
  const option = socketOptions[name];
  if (option?.get === undefined) throw unknown(task, name, option);
  const value = option.get(socket, task, room);
  if (name === SO_ATTACH_FILTER) {
    // Lengths are in instructions here.
    if (room > 0) task.memory.writeBytes(address, value);
    task.memory.write(i32, lengthAddress, room > 0 ? value.length / sockFilter.size : value.length);
  } else answer(task, value, address, lengthAddress, room);
  return 0;
};

/** Writes a value, cut to its room, and how long it is then. */
const answer = (task: Task, value: Uint8Array, address: number, lengthAddress: number, room: number): void => {
  if (room < 0) throw EINVAL;
  const length = Math.min(value.length, room);
  task.memory.writeBytes(address, value.subarray(0, length));
  task.memory.write(i32, lengthAddress, length);
};

const levelName = oneOf("level", {
  [SOL_SOCKET]: "SOL_SOCKET",
  6: "SOL_TCP",
  0: "SOL_IP",
  41: "SOL_IPV6",
  17: "SOL_UDP",
});
const optionName = oneOf(
  "optname",
  Object.fromEntries(Object.entries(socketOptions).map(([value, { name }]) => [value, name])),
);

export const socketOptionCalls: readonly Syscall[] = [
  call("setsockopt", [fd("sockfd"), levelName, optionName, pointer("optval"), int("optlen")], setsockopt),
  call("getsockopt", [fd("sockfd"), levelName, optionName, pointer("optval"), outLength("optlen")], getsockopt),
];
