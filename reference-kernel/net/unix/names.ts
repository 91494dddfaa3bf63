/** The names of AF_UNIX sockets: abstract ones (of a network namespace, by type), and inodes that sockets are bound to (of all). */
import { EADDRINUSE, ECONNREFUSED, EEXIST, ENOENT, ENOSPC, EPROTOTYPE } from "../../abi/errors.ts";
import { S_IFSOCK } from "../../abi/stat.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Inode } from "../../fs/inode.ts";
import { mknod, unlink } from "../../fs/modify.ts";
import type { Path } from "../../fs/mount.ts";
import { checkPermission, MAY_WRITE } from "../../fs/permissions.ts";
import { resolve } from "../../fs/walk.ts";
import { Buffers } from "../buffers.ts";
import { abstractAddress, type UnixAddress } from "./address.ts";
import { InFlight } from "./garbage.ts";
import type { UnixSocket } from "./unix-socket.ts";

/** What sockets of all network namespaces share: files that they are bound to, descriptors on their way. */
export class UnixSystem {
  readonly inodes = new Map<Inode, UnixSocket>();
  readonly inFlight = new InFlight();
}

/** Of one network namespace; a path leads to the sockets of all of them (unix_find_bsd). */
export class UnixNames {
  readonly system: UnixSystem;
  readonly buffers = new Buffers();
  /** All that there are. */
  readonly sockets = new Set<UnixSocket>();
  readonly #abstract = new Map<string, UnixSocket>();
  #lastAutobind = 0;

  constructor(system = new UnixSystem()) {
    this.system = system;
  }

  bindAbstract(socket: UnixSocket, address: UnixAddress): void {
    const key = keyOf(socket.type, address.name);
    if (this.#abstract.has(key)) throw EADDRINUSE;
    this.#abstract.set(key, socket);
  }

  /** Makes the socket's inode; EADDRINUSE if the name is taken, else as mknod(2) fails. */
  bindPath(caller: FsCaller, socket: UnixSocket, path: string): Inode {
    if (path.length === 0) throw ENOENT;
    const start = startOf(caller, path);
    try {
      mknod(caller, start, path, S_IFSOCK | 0o777, 0);
    } catch (error) {
      throw error === EEXIST ? EADDRINUSE : error;
    }
    const { inode } = resolve(caller, start, path, false);
    this.system.inodes.set(inode, socket);
    return inode;
  }

  /** Takes back what `bindPath` made for a socket that turned out to have a name. */
  unbindPath(caller: FsCaller, path: string, inode: Inode): void {
    this.system.inodes.delete(inode);
    unlink(caller, startOf(caller, path), path);
  }

  /** A free abstract name of five hexadecimal digits (unix_autobind). */
  autobind(socket: UnixSocket): UnixAddress {
    for (let tried = 0; tried <= 0xfffff; tried++) {
      this.#lastAutobind = (this.#lastAutobind + 1) & 0xfffff;
      const address = abstractAddress(this.#lastAutobind.toString(16).padStart(5, "0"));
      if (this.#abstract.has(keyOf(socket.type, address.name))) continue;
      this.bindAbstract(socket, address);
      return address;
    }
    throw ENOSPC;
  }

  /** Who is bound to an address; ECONNREFUSED if nobody is, EPROTOTYPE if it is of another type (unix_find_other). */
  find(caller: FsCaller, address: UnixAddress, type: number): UnixSocket {
    if (address.kind === "abstract") {
      const socket = this.#abstract.get(keyOf(type, address.name));
      if (socket === undefined) throw ECONNREFUSED;
      return socket;
    }
    const socket = this.system.inodes.get(findInode(caller, address.name));
    if (socket === undefined) throw ECONNREFUSED;
    if (socket.type !== type) throw EPROTOTYPE;
    return socket;
  }

  forget(socket: UnixSocket, address: UnixAddress, inode: Inode | null): void {
    if (inode !== null) this.system.inodes.delete(inode);
    else this.#abstract.delete(keyOf(socket.type, address.name));
  }
}

const startOf = (caller: FsCaller, path: string): Path => (path.startsWith("/") ? caller.fs.root : caller.fs.cwd);

/** The inode that a path leads to: EACCES unless it can be written, ECONNREFUSED unless it is a socket. */
const findInode = (caller: FsCaller, name: string): Inode => {
  const path = resolve(caller, startOf(caller, name), name, true);
  checkPermission(caller, path, MAY_WRITE);
  if (path.inode.type !== S_IFSOCK) throw ECONNREFUSED;
  return path.inode;
};

const keyOf = (type: number, name: string): string => `${type}:${name}`;
