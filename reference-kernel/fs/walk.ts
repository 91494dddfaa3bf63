/**
 * Path walking (fs/namei.c): from a text to a mount and a dentry, step by step, with every rule on the way: search
 * permission on each directory, `.` and `..` across mounts and at the root, symbolic links in the middle and at the
 * end (at most 40), magic links of /proc, trailing slashes.
 */
import { EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EXDEV } from "../abi/errors.ts";
import type { FsCaller } from "./context.ts";
import { Dentry } from "./dentry.ts";
import { DirectoryIndex } from "./directory-index.ts";
import type { Inode } from "./inode.ts";
import { type Mount, mountedOn, Path, touchAtime } from "./mount.ts";
import { allows, MAY_EXEC } from "./permissions.ts";

/** Most symbolic links in one walk (MAXSYMLINKS). */
const MAX_SYMLINKS = 40;
const NAME_MAX = 255;

export type LastKind = "name" | "." | ".." | "root";

export const newDentry = (name: string, parent: Dentry | null, inode: Inode): Dentry => {
  if (!inode.isDirectory) return new Dentry(name, parent, inode, null);
  const dentry = new Dentry(name, parent, inode, inode.cachesNames ? new DirectoryIndex() : null);
  inode.dentry = dentry;
  return dentry;
};

/** Looks `name` up in a directory: the dentry, or null when there is none. */
export const lookupChild = (caller: FsCaller, directory: Dentry, name: string): Dentry | null => {
  const cached = directory.index?.get(name);
  if (cached !== undefined) return cached;
  if (name.length > NAME_MAX) throw ENAMETOOLONG;
  const inode = directory.inode.lookup(caller, name);
  if (inode === null) return null;
  const dentry = newDentry(name, directory, inode);
  directory.index?.add(dentry);
  return dentry;
};

/** RESOLVE_* of openat2(2). */
export const RESOLVE = {
  noXdev: 0x01,
  noMagicLinks: 0x02,
  noSymlinks: 0x04,
  beneath: 0x08,
  inRoot: 0x10,
  cached: 0x20,
} as const;
const SCOPED = RESOLVE.beneath | RESOLVE.inRoot;

/** One walk in progress (struct nameidata). */
export class Walk {
  readonly caller: FsCaller;
  mount: Mount;
  dentry: Dentry;
  /** The last component, once `toParent` stopped in front of it. */
  last = "";
  lastKind: LastKind = "root";
  /** Slashes follow the last component: it must be a directory. */
  trailingSlash = false;
  readonly #root: Path;
  readonly #resolve: number;
  #links = 0;

  /** `resolve` are RESOLVE_* bits; scoped walks take `start` for their root. */
  constructor(caller: FsCaller, start: Path, resolve = 0) {
    this.caller = caller;
    this.#resolve = resolve;
    this.#root = (resolve & SCOPED) !== 0 ? start : caller.fs.root;
    this.mount = start.mount;
    this.dentry = start.dentry;
  }

  get path(): Path {
    return new Path(this.mount, this.dentry);
  }

  /** Walks all but the last component of `text` (link_path_walk, path_parentat). */
  toParent(text: string): void {
    if (text.length === 0) throw ENOENT;
    let at = 0;
    if (text.charCodeAt(0) === 47) {
      this.#toRoot();
      at = skipSlashes(text, 0);
    }
    this.lastKind = "root";
    this.last = "";
    this.trailingSlash = false;
    while (at < text.length) {
      let end = text.indexOf("/", at);
      if (end < 0) end = text.length;
      const next = end < text.length ? skipSlashes(text, end) : end;
      this.#maySearch();
      const name = text.slice(at, end);
      if (next >= text.length) {
        this.last = name;
        this.lastKind = name === "." || name === ".." ? name : "name";
        this.trailingSlash = end < text.length;
        return;
      }
      this.#step(name);
      at = next;
    }
  }

  /** Walks the whole text; the last component is followed if it is a link and `follow` says so (path_lookupat). */
  toEnd(text: string, follow: boolean): void {
    this.toParent(text);
    this.takeLast(follow);
  }

  /** Goes on from where `toParent` stopped. */
  takeLast(followFirst: boolean): void {
    let follow = followFirst;
    for (;;) {
      if (this.lastKind === "root" || this.lastKind === ".") return;
      if (this.lastKind === "..") {
        this.toUp();
        return;
      }
      const mustBeDirectory = this.trailingSlash;
      const child = lookupChild(this.caller, this.dentry, this.last);
      if (child === null) throw ENOENT;
      if (child.inode.isSymlink && (follow || mustBeDirectory)) {
        const target = this.enterLink(child);
        if (target === null) {
          if (mustBeDirectory && !this.dentry.inode.isDirectory) throw ENOTDIR;
          return;
        }
        this.toParent(target);
        this.trailingSlash ||= mustBeDirectory;
        // Links at the end of a link are followed, whatever the caller said of the first one.
        follow = true;
        continue;
      }
      this.descend(child);
      if (mustBeDirectory && !this.dentry.inode.isDirectory) throw ENOTDIR;
      return;
    }
  }

  /** Steps onto a child and onto what is mounted there. */
  descend(child: Dentry): void {
    this.dentry = child;
    this.#toTop();
  }

  /** `..` (follow_dotdot): stays at the root, leaves mounts through their mount point. */
  toUp(): void {
    const root = this.#root;
    for (;;) {
      if (this.mount === root.mount && this.dentry === root.dentry) {
        if ((this.#resolve & RESOLVE.beneath) !== 0) throw EXDEV;
        break;
      }
      if (this.dentry !== this.mount.root) {
        this.dentry = this.dentry.parent ?? this.dentry;
        break;
      }
      const { parent, mountPoint } = this.mount;
      if (parent === null || mountPoint === null) break;
      if ((this.#resolve & RESOLVE.noXdev) !== 0) throw EXDEV;
      this.mount = parent;
      this.dentry = mountPoint;
    }
    this.#toTop();
  }

  /** Counts a link and answers its text; a magic link moves the walk at once and answers null. */
  enterLink(link: Dentry): string | null {
    if (this.#links++ >= MAX_SYMLINKS || (this.#resolve & RESOLVE.noSymlinks) !== 0) throw ELOOP;
    if (this.mount.flags.noSymFollow) throw ELOOP;
    const inode = link.inode;
    const magic = inode.followMagic(this.caller);
    touchAtime(new Path(this.mount, link), this.caller.clock);
    if (magic !== null) {
      if ((this.#resolve & RESOLVE.noMagicLinks) !== 0) throw ELOOP;
      if ((this.#resolve & SCOPED) !== 0) throw EXDEV;
      if ((this.#resolve & RESOLVE.noXdev) !== 0 && magic.mount !== this.mount) throw EXDEV;
      this.mount = magic.mount;
      this.dentry = magic.dentry;
      return null;
    }
    const target = inode.readLink(this.caller);
    if (target.length === 0) throw ENOENT;
    return target;
  }

  /** A component in the middle: it must lead to a directory. */
  #step(name: string): void {
    if (name === ".") return;
    if (name === "..") {
      this.toUp();
      return;
    }
    const child = lookupChild(this.caller, this.dentry, name);
    if (child === null) throw ENOENT;
    if (child.inode.isSymlink) {
      const target = this.enterLink(child);
      if (target !== null) {
        this.toParent(target);
        this.takeLast(true);
      }
    } else {
      this.descend(child);
    }
    if (!this.dentry.inode.isDirectory) throw ENOTDIR;
  }

  #maySearch(): void {
    const inode = this.dentry.inode;
    if (!inode.isDirectory) throw ENOTDIR;
    if (!allows(this.caller, inode, MAY_EXEC)) throw EACCES;
  }

  #toRoot(): void {
    const root = this.#root;
    if ((this.#resolve & RESOLVE.beneath) !== 0) throw EXDEV;
    if ((this.#resolve & RESOLVE.noXdev) !== 0 && root.mount !== this.mount) throw EXDEV;
    this.mount = root.mount;
    this.dentry = root.dentry;
  }

  #toTop(): void {
    while (this.dentry.mounts !== null) {
      const mounted = mountedOn(this.mount, this.dentry);
      if (mounted === null) return;
      if ((this.#resolve & RESOLVE.noXdev) !== 0) throw EXDEV;
      this.mount = mounted;
      this.dentry = mounted.root;
    }
  }
}

const skipSlashes = (text: string, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) === 47) at++;
  return at;
};

/** What a text leads to; ENOENT when there is nothing. */
export const resolve = (caller: FsCaller, start: Path, text: string, follow: boolean): Path => {
  const walk = new Walk(caller, start);
  walk.toEnd(text, follow);
  return walk.path;
};
