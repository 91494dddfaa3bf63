/**
 * A root folder made of Debian packages, without root: unpacked into the cache under the hash of all that goes into it,
 * so that a warm run unpacks nothing. `/bin`, `/lib` and their like are links into `/usr`, as on an installed system.
 */
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import pLimit from "p-limit";
import { root as guestRoot } from "../guest-environment.ts";
import { cacheFolder } from "../paths.ts";
import { fetchPackage, type Package, type PackageLock } from "./packages.ts";

/** Changes when what is done below gives another folder. */
const LAYOUT = 1;

const links = ["bin", "sbin", "lib", "lib64"];

/** Places that something is mounted on. */
const mountPoints = ["dev", "proc", "tmp"];

/** The folder. Throws an Error of one line when a package cannot be had. */
export async function rootFolder(lock: PackageLock, names: readonly string[], signal?: AbortSignal): Promise<string> {
  const packages = names.map((name) => find(lock, name)).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const hash = createHash("sha256")
    .update(JSON.stringify([LAYOUT, packages, guestRoot]))
    .digest("hex")
    .slice(0, 32);
  const folder = join(cacheFolder, "roots", hash);
  if (await exists(folder)) return folder;
  const limit = pLimit(4);
  const files = await Promise.all(packages.map((wanted) => limit(() => fetchPackage(lock, wanted, signal))));
  const unfinished = `${folder}.${process.pid}`;
  try {
    await makeSkeleton(unfinished);
    for (const file of files) await unpack(file, unfinished, signal);
    await addGuestFiles(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    // Another run may have been faster.
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function find(lock: PackageLock, name: string): Package {
  const found = lock.packages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the package ${name} is not in programs/packages.lock.json`);
  return found;
}

async function makeSkeleton(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  for (const name of links) {
    await mkdir(join(folder, "usr", name), { recursive: true });
    await symlink(`usr/${name}`, join(folder, name));
  }
  for (const name of mountPoints) await mkdir(join(folder, name));
}

/** dpkg-deb reads the archive, tar lays it down: through the links, and as our own files. */
async function unpack(file: string, folder: string, signal?: AbortSignal): Promise<void> {
  const options = { reject: false, ...(signal ? { cancelSignal: signal } : {}) };
  const archive = await execa("dpkg-deb", ["--fsys-tarfile", file], { ...options, encoding: "buffer" });
  if (archive.code === "ENOENT") throw new Error("dpkg-deb is not installed");
  if (archive.failed) throw new Error(`dpkg-deb cannot read ${file}`);
  const words = ["-x", "--keep-directory-symlink", "--no-same-owner", "--no-same-permissions", "-C", folder];
  const result = await execa("tar", words, { ...options, input: archive.stdout });
  if (result.failed) throw new Error(`tar cannot unpack ${file}: ${result.stderr.split("\n")[0]}`);
}

/** What every guest finds in /etc. */
async function addGuestFiles(folder: string): Promise<void> {
  for (const entry of guestRoot) {
    if (entry.kind !== "file" || !entry.path.startsWith("/etc/")) continue;
    const path = join(folder, entry.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, entry.content);
    await chmod(path, entry.mode);
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
