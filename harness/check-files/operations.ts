/** The calls that sequences are made of: what each takes, and how it is spelled in C. */
import fc from "fast-check";

/** One call of a sequence: its name and its arguments, as text without blanks. */
export interface Operation {
  readonly name: string;
  readonly words: readonly string[];
}

/** How an argument is drawn, and how it stands in C. */
interface Argument {
  readonly arbitrary: fc.Arbitrary<string>;
  readonly inC: (word: string) => string;
}

const plain = (word: string): string => word;
const among = (values: readonly number[], inC: (word: string) => string = plain): Argument => ({
  arbitrary: fc.constantFrom(...values.map(String)),
  inC,
});
const octal = (word: string): string => `0${Number(word).toString(8)}`;

/** Few names, so that calls meet: plain ones, with slashes behind, dots, ways up, and ways that cannot be. */
const path: Argument = {
  arbitrary: fc.constantFrom(
    ..."a b c d e d/a d/b d/e e/a d/e/x a/ d/ e/ . .. d/.. d/. a/. e/../b d/e/.. c/a nope/x ./d/e/y / /tmp/w/a".split(
      " ",
    ),
  ),
  inC: (word) => `"${word}"`,
};
const descriptor = among([3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 10]);
const offset = among([0, 1, 5, 4095, 4096, 4097, 10_000, 65_536, 100_000, -1, -5]);
const length = among([0, 1, 3, 100, 4096, 5000, 8192, 29_000]);
const modes = among([0o644, 0o600, 0o755, 0, 0o111, 0o1777, 0o2755, 0o4755, 0o6711], octal);

const O = {
  creat: 0o100,
  excl: 0o200,
  trunc: 0o1000,
  append: 0o2000,
  nonblock: 0o4000,
  directory: 0o200000,
  nofollow: 0o400000,
  noatime: 0o1000000,
  path: 0o10000000,
  tmpfile: 0o20200000,
} as const;

/** An access mode with one or two further flags, some of which do not go together. */
const openFlags: Argument = {
  arbitrary: fc
    .tuple(
      fc.constantFrom(0, 1, 2, 2, 3),
      fc.constantFrom(0, 0, O.creat, O.creat, O.creat | O.excl, ...Object.values(O)),
      fc.constantFrom(0, 0, 0, 0, ...Object.values(O)),
    )
    .map((parts) => String(parts.reduce((all, part) => all | part, 0))),
  inC: octal,
};

interface Call {
  readonly name: string;
  readonly weight: number;
  readonly args: readonly Argument[];
  /** In C, from the spelled arguments; by default the call of that name. */
  readonly inC?: (args: readonly string[]) => string;
}

const calls: readonly Call[] = [
  { name: "open", weight: 6, args: [path, openFlags, modes] },
  { name: "openat", weight: 1, args: [descriptor, path, openFlags, modes] },
  { name: "close", weight: 2, args: [descriptor] },
  { name: "dup", weight: 1, args: [descriptor] },
  { name: "dup2", weight: 1, args: [descriptor, descriptor] },
  { name: "write", weight: 3, args: [descriptor, length], inC: ([fd, size]) => `write(${fd}, buffer, ${size})` },
  {
    name: "pwrite",
    weight: 2,
    args: [descriptor, length, offset],
    inC: ([fd, size, at]) => `pwrite(${fd}, buffer, ${size}, ${at})`,
  },
  { name: "read", weight: 2, args: [descriptor, length], inC: ([fd, size]) => `read(${fd}, buffer, ${size})` },
  {
    name: "pread",
    weight: 1,
    args: [descriptor, length, offset],
    inC: ([fd, size, at]) => `pread(${fd}, buffer, ${size}, ${at})`,
  },
  { name: "lseek", weight: 2, args: [descriptor, offset, among([0, 1, 2, 3, 4, 5])] },
  { name: "ftruncate", weight: 1, args: [descriptor, offset] },
  { name: "truncate", weight: 1, args: [path, offset] },
  { name: "fallocate", weight: 1, args: [descriptor, among([0, 1, 3, 2, 8, 16]), offset, length] },
  {
    name: "sendfile",
    weight: 1,
    args: [descriptor, descriptor, length],
    inC: ([out, from, size]) => `sendfile(${out}, ${from}, NULL, ${size})`,
  },
  {
    name: "copy_file_range",
    weight: 1,
    args: [descriptor, descriptor, length],
    inC: ([from, out, size]) => `copy_file_range(${from}, NULL, ${out}, NULL, ${size}, 0)`,
  },
  { name: "mkdir", weight: 3, args: [path, modes] },
  { name: "mkdirat", weight: 1, args: [descriptor, path, modes] },
  {
    name: "mknod",
    weight: 1,
    args: [path, among([0o100644, 0o644, 0o040755, 0o130000, 0o140600, 0o020666], octal)],
    inC: ([at, mode]) => `mknod(${at}, ${mode}, 0)`,
  },
  { name: "rmdir", weight: 1, args: [path] },
  { name: "unlink", weight: 2, args: [path] },
  { name: "rename", weight: 3, args: [path, path] },
  {
    name: "renameat2",
    weight: 2,
    args: [path, path, among([0, 1, 2, 3, 4, 8])],
    inC: ([from, to, flags]) => `syscall(SYS_renameat2, AT_FDCWD, ${from}, AT_FDCWD, ${to}, ${flags})`,
  },
  { name: "link", weight: 1, args: [path, path] },
  {
    name: "linkat",
    weight: 1,
    args: [path, path, among([0, 0x400, 1])],
    inC: ([from, to, flags]) => `linkat(AT_FDCWD, ${from}, AT_FDCWD, ${to}, ${flags})`,
  },
  { name: "symlink", weight: 2, args: [path, path] },
  { name: "readlink", weight: 1, args: [path], inC: ([at]) => `readlink(${at}, buffer, 50)` },
  { name: "stat", weight: 1, args: [path], inC: ([at]) => `stat(${at}, &found)` },
  { name: "lstat", weight: 1, args: [path], inC: ([at]) => `lstat(${at}, &found)` },
  { name: "fstat", weight: 1, args: [descriptor], inC: ([fd]) => `fstat(${fd}, &found)` },
  { name: "access", weight: 1, args: [path, among([0, 1, 2, 4, 7, 8])] },
  { name: "chmod", weight: 1, args: [path, modes] },
  { name: "fchmod", weight: 1, args: [descriptor, modes] },
  { name: "chown", weight: 1, args: [path, among([0, -1, 1]), among([0, -1, 1])] },
  { name: "getfl", weight: 1, args: [descriptor], inC: ([fd]) => `fcntl(${fd}, F_GETFL)` },
  {
    name: "setfl",
    weight: 1,
    args: [descriptor, among([0, O.append, O.nonblock, O.noatime, 0o40000, 0o20000], octal)],
    inC: ([fd, flags]) => `fcntl(${fd}, F_SETFL, ${flags})`,
  },
  {
    name: "flock",
    weight: 1,
    args: [descriptor, among([1, 2, 8, 5, 3])],
    inC: ([fd, operation]) => `flock(${fd}, ${operation} | LOCK_NB)`,
  },
  {
    name: "lock",
    weight: 1,
    args: [descriptor, among([0, 1, 2, 7]), among([0, 1, 2, 5]), offset, among([0, 1, 10, -3])],
    inC: ([fd, type, whence, start, len]) =>
      `fcntl(${fd}, F_OFD_SETLK, &(struct flock){.l_type = ${type}, .l_whence = ${whence}, .l_start = ${start}, .l_len = ${len}})`,
  },
  { name: "fionread", weight: 1, args: [descriptor], inC: ([fd]) => `ioctl(${fd}, FIONREAD, &left)` },
  { name: "umask", weight: 1, args: [among([0o022, 0, 0o077], octal)] },
  {
    name: "list",
    weight: 2,
    // Not what lies outside of a sequence's own directory.
    args: [{ ...path, arbitrary: path.arbitrary.filter((name) => name !== "/" && name !== "..") }],
    inC: ([at]) => `open(${at}, O_RDONLY | O_DIRECTORY)`,
  },
];

const byName = new Map(calls.map((call) => [call.name, call]));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  ...calls.map(({ name, weight, args }) => ({
    weight,
    arbitrary: fc.tuple(...args.map((arg) => arg.arbitrary)).map((words) => ({ name, words })),
  })),
);

/** What sequences begin with, so that calls find something: files with content, directories, links, open files. */
const beginning: readonly Operation[] = [
  ["mkdir", "d", 0o755],
  ["mkdir", "e", 0o755],
  ["open", "a", 2 | O.creat, 0o644],
  ["write", 3, 5000],
  ["open", "d/a", 2 | O.creat | O.append, 0o644],
  ["write", 4, 100],
  ["open", "d", O.directory, 0],
  ["open", "a", 0, 0],
  ["symlink", "a", "b"],
  ["symlink", "d", "c"],
  ["link", "a", "d/b"],
].map(([name, ...words]) => ({ name: String(name), words: words.map(String) }));

/** A sequence of `size` calls, of which the first may be from a common beginning; shrinking takes calls away. */
export const sequenceOf = (size: number): fc.Arbitrary<readonly Operation[]> => {
  const random = fc.array(operation, { minLength: size, maxLength: size, size: "max" });
  return fc
    .tuple(fc.nat(beginning.length), random)
    .map(([count, operations]) => [...beginning.slice(0, count), ...operations].slice(0, Math.max(size, 1)));
};

/** As the interpreter reads it. */
export const asText = ({ name, words }: Operation): string => [name, ...words].join(" ");

/** As a C expression. */
export const asC = ({ name, words }: Operation): string => {
  const call = byName.get(name);
  if (call === undefined) return name;
  const args = words.map((word, index) => call.args[index]?.inC(word) ?? word);
  return call.inC?.(args) ?? `${name}(${args.join(", ")})`;
};
