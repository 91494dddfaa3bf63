/** Mutants of files/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const filesSourceMutants: readonly SourceMutant[] = [
  {
    id: "numbers-without-brackets",
    behaviour: null,
    file: "files/anonymous.ts",
    text: "${kind}:[${inode}]",
    by: "${kind}:${inode}",
    mistake: 'the link of a pipe in /proc/self/fd is "pipe:7", without brackets',
    noticedBy: ["fd.proc_self_fd"],
  },
  {
    id: "anonymous-inodes-unnamed",
    behaviour: null,
    file: "files/anonymous.ts",
    text: "anon_inode:${kind}",
    by: "anon_inode:",
    mistake: "the link of an eventfd in /proc/self/fd does not tell its kind",
    noticedBy: ["fd.proc_self_fd"],
  },
  {
    id: "async-tells-one",
    behaviour: null,
    file: "files/async-io.ts",
    text: "    for (const file of this.#files) file.signalIo(reason);",
    by: "    for (const file of [...this.#files].slice(0, 1)) file.signalIo(reason);",
    mistake: "of several open files of a pipe's end with O_ASYNC only the first is told",
    noticedBy: ["fd.sigio_two_files"],
  },
  {
    id: "ready-items-to-the-front",
    behaviour: null,
    file: "files/ready-list.ts",
    text: "    insert(item, this.#ends.previous, this.#ends);",
    by: "    insert(item, this.#ends, this.#ends.next);",
    mistake: "what becomes ready last is served first",
    noticedBy: ["events.epoll_round_robin"],
  },
  {
    id: "signalfd-short-buffer-empty",
    behaviour: null,
    file: "files/signalfd.ts",
    text: "    if (left === 0) throw EINVAL;",
    by: "    if (left === 0) return 0;",
    mistake: "a read of a signalfd with a buffer shorter than one struct answers 0",
    noticedBy: ["events.signalfd_reads"],
  },
  {
    id: "async-always-input",
    behaviour: null,
    file: "files/async-io.ts",
    text: "file.signalIo(reason);",
    by: "file.signalIo(1);",
    mistake: "the signal for room in a pipe says that there is something to read",
    noticedBy: ["fd.sigio_two_files", "fd.setown_sigio"],
  },
];
