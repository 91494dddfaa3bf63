/** Extended attributes (xattr(7), fs/xattr.c): names and values of an inode, and who may see and change them. */
import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { E2BIG, EACCES, EEXIST, EINVAL, ENODATA, EOPNOTSUPP, EPERM, EROFS } from "../abi/errors.ts";
import { S_ISVTX } from "../abi/stat.ts";
import { hasCapability } from "../core/caller.ts";
import type { FsCaller } from "./context.ts";
import type { Inode } from "./inode.ts";
import type { Path } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";
import { allows, MAY_READ, MAY_WRITE, ownsOrCapable } from "./permissions.ts";

export const XATTR_CREATE = 1;
export const XATTR_REPLACE = 2;
/** Most bytes of all names together (XATTR_LIST_MAX). */
const LIST_MAX = 65536;
const HANDLED = ["user.", "trusted.", "security."] as const;
const ACL_NAMES = ["system.posix_acl_access", "system.posix_acl_default"];

/** xattr_permission. */
const checkXattr = (caller: FsCaller, path: Path, name: string, mask: number): void => {
  const { inode } = path;
  const writes = (mask & MAY_WRITE) !== 0;
  if (writes && path.mount.isReadOnly) throw EROFS;
  if (name.startsWith("security.") || name.startsWith("system.")) return;
  if (name.startsWith("trusted.")) {
    // Only CAP_SYS_ADMIN over the machine sees these.
    const may = caller.fs.vfs.ids.isInitial && hasCapability(caller.credentials, CAP_SYS_ADMIN);
    if (!may) throw writes ? EPERM : ENODATA;
    return;
  }
  if (name.startsWith("user.")) {
    if (!inode.isRegular && !inode.isDirectory) throw writes ? EPERM : ENODATA;
    if (writes && inode.isDirectory && (inode.mode & S_ISVTX) !== 0 && !ownsOrCapable(caller, inode)) throw EPERM;
  }
  if (!allows(caller, inode, mask)) throw EACCES;
};

/** Whether the file system has a handler for the name (xattr_resolve_name). */
const checkName = (inode: Inode, name: string): void => {
  if (!inode.superblock.isDetailed) throw EOPNOTSUPP;
  const prefix = HANDLED.find((known) => name.startsWith(known));
  if (prefix === undefined) throw EOPNOTSUPP;
  if (name === prefix) throw EINVAL;
};

export const setXattr = (caller: FsCaller, path: Path, name: string, value: Uint8Array, flags: number): void => {
  const { inode } = path;
  checkXattr(caller, path, name, MAY_WRITE);
  if (ACL_NAMES.includes(name) && inode.superblock.isDetailed) throw value.length < 4 ? EINVAL : EOPNOTSUPP;
  // Capabilities of files have a form of their own (cap_convert_nscap), which is not known here.
  if (name === "security.capability") throw EINVAL;
  checkName(inode, name);
  inode.xattrs ??= new Map();
  const exists = inode.xattrs.has(name);
  if (exists && (flags & XATTR_CREATE) !== 0) throw EEXIST;
  if (!exists && (flags & XATTR_REPLACE) !== 0) throw ENODATA;
  inode.xattrs.set(name, value);
  inode.changed(caller.clock);
  notifyFile(path.dentry, IN.attrib);
};

export const getXattr = (caller: FsCaller, path: Path, name: string): Uint8Array => {
  const { inode } = path;
  checkXattr(caller, path, name, MAY_READ);
  if (ACL_NAMES.includes(name) && inode.superblock.isDetailed) throw ENODATA;
  checkName(inode, name);
  const value = inode.xattrs?.get(name);
  if (value === undefined) throw ENODATA;
  return value;
};

export const removeXattr = (caller: FsCaller, path: Path, name: string): void => {
  const { inode } = path;
  checkXattr(caller, path, name, MAY_WRITE);
  if (ACL_NAMES.includes(name) && inode.superblock.isDetailed) throw ENODATA;
  checkName(inode, name);
  if (!inode.xattrs?.delete(name)) throw ENODATA;
  inode.changed(caller.clock);
  notifyFile(path.dentry, IN.attrib);
};

/** Names with their NULs, in tmpfs's order: the greatest first (rbtree_simple_xattr_cmp). */
export const listXattrs = (caller: FsCaller, path: Path): string => {
  const names = [...(path.inode.xattrs?.keys() ?? [])];
  const seesTrusted = caller.fs.vfs.ids.isInitial && hasCapability(caller.credentials, CAP_SYS_ADMIN);
  const shown = names.filter((name) => seesTrusted || !name.startsWith("trusted.")).sort();
  const text = shown
    .reverse()
    .map((name) => `${name}\0`)
    .join("");
  if (text.length > LIST_MAX) throw E2BIG;
  return text;
};
