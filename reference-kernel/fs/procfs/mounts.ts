/** /proc/PID/mounts and mountinfo (proc_pid_mounts(5)). */
import { majorOf, minorOf } from "../../abi/stat.ts";
import { type Mount, type MountFlags, Path, pathText } from "../mount.ts";
import { mountsOf } from "../mount-namespace.ts";
import type { Vfs } from "../vfs.ts";

/** Space, tab, newline and backslash in octal, as mangle() has it. */
const mangle = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`);

const flagText = (flags: MountFlags, isReadOnly: boolean): string =>
  [
    isReadOnly ? "ro" : "rw",
    ...(flags.noSuid ? ["nosuid"] : []),
    ...(flags.noDev ? ["nodev"] : []),
    ...(flags.noExec ? ["noexec"] : []),
    ...(flags.atime === "noatime" ? ["noatime"] : []),
    ...(flags.noDirAtime ? ["nodiratime"] : []),
    ...(flags.atime === "relatime" ? ["relatime"] : []),
    ...(flags.noSymFollow ? ["nosymfollow"] : []),
  ].join(",");

/** Options of the file system, as mount(2) took them: "size=64k" (show_options). */
export const optionsText = (mount: Mount): string => mount.superblock.options().slice(1);

/** Mounts that can be seen from `root`, with where they are; in the order in which they were made. */
const visible = (vfs: Vfs, root: Path): { mount: Mount; place: string }[] => {
  const seen: { mount: Mount; place: string }[] = [];
  for (const mount of mountsOf(vfs, root.mount.namespace)) {
    const place = pathText(new Path(mount, mount.root), root);
    if (!place.startsWith("(unreachable)")) seen.push({ mount, place });
  }
  return seen;
};

export const mountsText = (vfs: Vfs, root: Path): string => {
  let text = "";
  for (const { mount, place } of visible(vfs, root)) {
    const { superblock, flags } = mount;
    const options = flagText(flags, mount.isReadOnly) + superblock.options();
    text += `${mangle(mount.source)} ${mangle(place)} ${superblock.type} ${options} 0 0\n`;
  }
  return text;
};

export const mountInfoText = (vfs: Vfs, root: Path): string => {
  let text = "";
  for (const { mount, place } of visible(vfs, root)) {
    const { superblock } = mount;
    const device = `${majorOf(superblock.device)}:${minorOf(superblock.device)}`;
    const parent = mount.parent?.id ?? mount.id - 1;
    const own = flagText(mount.flags, mount.flags.readOnly);
    const shared = `${superblock.readOnly ? "ro" : "rw"}${superblock.options()}`;
    text += `${mount.id} ${parent} ${device} ${insideText(mount)} ${mangle(place)} ${own}${sharingText(mount)} - `;
    text += `${superblock.type} ${mangle(mount.source)} ${shared}\n`;
  }
  return text;
};

/** Optional fields: the group it shares with, the one it takes from. */
const sharingText = (mount: Mount): string => {
  const { group, master } = mount;
  const shared = group === null ? "" : ` shared:${group.id}`;
  return `${shared}${master === null ? "" : ` master:${master.id}`}${mount.isUnbindable ? " unbindable" : ""}`;
};

/** The mounted part of its file system: "/" unless it is a bind mount. */
export const insideText = (mount: Mount): string => {
  if (mount.superblock.type === "nsfs") return mount.root.name;
  if (mount.root === mount.superblock.root) return "/";
  let text = "";
  for (let dentry = mount.root; dentry.parent !== null; dentry = dentry.parent) text = `/${dentry.name}${text}`;
  return text === "" ? "/" : mangle(text);
};

/** /proc/PID/mountstats. */
export const mountStatsText = (vfs: Vfs, root: Path): string =>
  visible(vfs, root)
    .map(({ mount, place }) => {
      const device = mount.source === "none" || mount.source === "" ? "no device" : `device ${mangle(mount.source)}`;
      return `${device} mounted on ${mangle(place)} with fstype ${mount.superblock.type}\n`;
    })
    .join("");
