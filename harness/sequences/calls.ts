/** The calls of the sequences (those of files have a check of their own, check-files/), with what each argument may be: the generator's side of interpreter.c. Data. */
import fc from "fast-check";

export interface Call {
  readonly name: string;
  readonly args: readonly number[];
}

type Argument = fc.Arbitrary<number>;

const range = (min: number, max: number): Argument => fc.integer({ min, max });
const oneOf = (...values: number[]): Argument => fc.constantFrom(...values);

const slot = range(0, 5);
const length = fc.oneof(range(0, 20), oneOf(1, 100, 4095, 4096, 4097, 8192, 65536, 70000));
const offset = fc.oneof(range(0, 50), oneOf(-1, 4095, 4096, 5000, 100000, 2 ** 33, -(2 ** 40)));
const byte = range(0, 255);
const signal = range(0, 4);
const signals = range(0, 31);

const events: Readonly<Record<string, readonly Argument[]>> = {
  pipe: [slot, slot, range(0, 1)],
  socketpair: [slot, slot, range(0, 2)],
  eventfd: [slot, range(0, 3), range(0, 1)],
  add: [slot, oneOf(0, 1, 2, -1, -2)],
  take: [slot],
  epoll: [slot],
  ctl: [slot, range(1, 3), slot, fc.oneof(oneOf(1, 4, 5, 0x10001, 0x10004, 0x20001, 0x30005, 0x2001))],
  wait: [slot, range(0, 7)],
  poll: [slot, slot, slot, oneOf(0, 1, 4, 5, 0x2007)],
  read: [slot, length],
  write: [slot, length, byte],
  send: [slot, length, byte],
  recv: [slot, length, range(0, 3)],
  shutdown: [slot, range(0, 3)],
  close: [slot],
  dup: [slot, slot],
  dup3: [slot, slot, range(0, 1)],
  splice: [slot, slot, length],
  tee: [slot, slot, length],
  listen: [slot, oneOf(1, 2), range(0, 2)],
  connect: [slot, slot],
  accept: [slot, slot],
  bound: [slot, oneOf(1, 2, 5)],
  aim: [slot, slot],
  unaim: [slot],
  sendto: [slot, slot, length, byte],
  oob: [slot, range(0, 3), byte],
  takeoob: [slot, range(0, 1)],
  mark: [slot],
  inq: [slot],
  error: [slot],
  option: [slot, oneOf(0, 1, 3), range(0, 20)],
  pass: [slot, slot],
  receive: [slot, slot],
};

/** Short enough to go through a loopback at once, whatever its buffers are. */
const little = range(0, 300);

const sockets: Readonly<Record<string, readonly Argument[]>> = {
  listen: [slot, range(0, 3), range(0, 3)],
  relisten: [slot, range(0, 3)],
  connect: [slot, slot],
  accept: [slot, slot],
  bound: [slot, range(0, 5)],
  aim: [slot, slot],
  unaim: [slot],
  sendto: [slot, slot, little, byte],
  send: [slot, little, byte],
  write: [slot, little, byte],
  recv: [slot, little, range(0, 3)],
  read: [slot, little],
  oob: [slot, range(0, 3), byte],
  takeoob: [slot, range(0, 1)],
  mark: [slot],
  inq: [slot],
  error: [slot],
  option: [slot, range(0, 3), range(0, 20)],
  shutdown: [slot, range(0, 3)],
  close: [slot],
  dup: [slot, slot],
  epoll: [slot],
  ctl: [slot, range(1, 3), slot, oneOf(1, 4, 5, 0x10007, 0x20001, 0x30005, 0x2007, 0x12007)],
  wait: [slot, range(0, 7)],
  poll: [slot, slot, slot, oneOf(0, 1, 4, 7, 0x2007)],
};

/** Three threads that take turns. What they move at once fits, so that nobody is woken halfway. */
const packet = range(0, 4000);
const turns: Readonly<Record<string, readonly Argument[]>> = {
  pipe: [slot, slot, oneOf(0, 2, 2, 3)],
  socketpair: [slot, slot, range(0, 5)],
  eventfd: [slot, range(0, 3), range(0, 3)],
  epoll: [slot],
  ctl: [slot, range(1, 3), slot, oneOf(1, 4, 5, 0x10001, 0x10004, 0x20001, 0x30005, 0x2001)],
  add: [slot, oneOf(0, 1, 2, -1, -2)],
  take: [slot],
  wait: [slot, range(0, 7)],
  await: [slot, range(0, 7)],
  poll: [slot, slot, slot, oneOf(0, 1, 4, 5, 0x2007)],
  awaitpoll: [slot, slot, oneOf(1, 4, 5, 0x2001)],
  read: [slot, packet],
  write: [slot, packet, byte],
  send: [slot, packet, byte],
  recv: [slot, packet, range(0, 3)],
  shutdown: [slot, range(0, 3)],
  close: [slot],
  dup: [slot, slot],
  listen: [slot, oneOf(1, 2), range(0, 2)],
  connect: [slot, slot],
  accept: [slot, slot],
  oob: [slot, range(1, 3), byte],
  pass: [slot, slot],
  receive: [slot, slot],
};

const threads = Object.fromEntries(
  [0, 1, 2].flatMap((thread) => Object.entries(turns).map(([name, args]) => [`${thread}:${name}`, args])),
);

const processes: Readonly<Record<string, readonly Argument[]>> = {
  mask: [range(0, 2), signals],
  pending: [],
  action: [signal, range(0, 1), range(0, 3), signals],
  raise: [signal],
  kill: [signal],
  queue: [signal, byte],
  timedwait: [signals],
  handled: [signal],
  fork: [range(0, 3), byte, range(0, 3), range(0, 32767)],
  mmap: [
    range(0, 3),
    range(0, 7),
    range(0, 3),
    fc.oneof(
      oneOf(0, 1),
      fc.integer({ min: 0, max: 5 }).map((at) => at * 16 + 4),
    ),
  ],
  munmap: [range(0, 3), range(0, 7), range(0, 3)],
  mprotect: [range(0, 3), range(0, 7), range(0, 3), range(0, 3)],
  madvise: [range(0, 3), range(0, 7), range(0, 3)],
  peek: [range(0, 3), range(0, 32767)],
  poke: [range(0, 3), range(0, 32767), byte],
  open: [slot, range(0, 3), oneOf(6, 2, 0)],
  write: [slot, length, byte],
  ftruncate: [slot, offset],
  pread: [slot, length, offset],
};

const key = range(0, 31);
const terminals: Readonly<Record<string, readonly Argument[]>> = {
  type: [key, key, key, key],
  print: [key, key, key, key],
  input: [range(0, 10), range(0, 2)],
  output: [range(0, 6), range(0, 2)],
  local: [range(0, 11), range(0, 2)],
  character: [range(0, 11), range(0, 2), key],
  flush: [range(0, 3), range(0, 1)],
  flow: [range(0, 4)],
};

export const families = { events, sockets, threads, processes, terminals } as const;
export type Family = keyof typeof families;

/** A sequence of up to `size` calls of one family. */
export const sequences = (family: Family, size: number): fc.Arbitrary<Call[]> => {
  const calls = Object.entries(families[family]).map(([name, args]) =>
    fc.tuple(...args).map((values): Call => ({ name, args: values })),
  );
  return fc.array(fc.oneof(...calls), { minLength: 1, maxLength: size, size: "max" });
};

export const textOf = (calls: readonly Call[]): string =>
  calls.map(({ name, args }) => `${[name, ...args].join(" ")}\n`).join("");
