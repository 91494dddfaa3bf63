/**
 * The Debian packages that whole programs run from: named, with version and hash, in programs/packages.lock.json. They
 * are fetched by apt-get where the machine's own sources have just that version, else from a Debian mirror, and kept in
 * the cache. Whoever changes the list runs `npm run programs:lock`, which asks apt-get for the newest versions.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";
import { cacheFolder, programsFolder } from "../paths.ts";

const packageSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/),
  version: z.string().min(1),
  /** Path on a mirror: archive (debian, debian-security) and its pool. */
  file: z.string().regex(/^debian(-security)?\/pool\/[^?#]+\.deb$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Package = z.infer<typeof packageSchema>;

const lockSchema = z.strictObject({
  /** A moment at which snapshot.debian.org has all of them: mirrors drop what is superseded. */
  snapshot: z.string().regex(/^\d{8}T\d{6}Z$/),
  packages: z.array(packageSchema),
});
export type PackageLock = z.infer<typeof lockSchema>;

export const lockFile = join(programsFolder, "packages.lock.json");

export async function readLock(): Promise<PackageLock> {
  const parsed = lockSchema.safeParse(JSON.parse(await readFile(lockFile, "utf8")));
  if (!parsed.success) throw new UsageError(`programs/packages.lock.json: ${describeIssue(parsed.error)}`);
  return parsed.data;
}

/** Where .deb files are looked for: a mirror of one's own, Debian's, and what Debian keeps of old versions. */
const usualMirrors = (): readonly string[] => [
  ...(process.env.CONTRACTS_DEBIAN_MIRROR ? [process.env.CONTRACTS_DEBIAN_MIRROR.replace(/\/+$/, "")] : []),
  "https://deb.debian.org",
  "https://snapshot.debian.org/archive",
];

/** The package's file in the cache. Throws an Error of one line when it cannot be had. */
export async function fetchPackage(
  lock: PackageLock,
  wanted: Package,
  signal?: AbortSignal,
  mirrors = usualMirrors(),
): Promise<string> {
  const folder = join(cacheFolder, "packages");
  const file = join(folder, basename(wanted.file));
  if (await hasHash(file, wanted.sha256)) return file;
  await mkdir(folder, { recursive: true });
  const tried: string[] = [];
  const ways = [
    () => byApt(folder, wanted, signal),
    ...mirrors.map((mirror) => () => byHttp(urlOn(mirror, lock, wanted), signal)),
  ];
  for (const way of ways) {
    try {
      const bytes = await way();
      if (sha256(bytes) !== wanted.sha256) throw new Error("another file than the lock names");
      const unfinished = `${file}.${process.pid}.tmp`;
      await writeFile(unfinished, bytes);
      await rename(unfinished, file);
      return file;
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    }
  }
  throw new Error(`the package ${wanted.name} ${wanted.version} cannot be had (${[...new Set(tried)].join("; ")})`);
}

const urlOn = (mirror: string, lock: PackageLock, { file }: Package): string =>
  mirror.includes("snapshot.debian.org")
    ? `${mirror}/${file.replace("/pool/", `/${lock.snapshot}/pool/`)}`
    : `${mirror}/${file}`;

async function byHttp(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(60_000);
  const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  if (!response.ok) throw new Error(`${new URL(url).hostname} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** With apt's own proxies and mirrors; needs its lists, not root. */
async function byApt(cache: string, { name, version }: Package, signal?: AbortSignal): Promise<Uint8Array> {
  const folder = await mkdtemp(join(cache, "apt-"));
  try {
    const result = await execa("apt-get", ["download", "-qq", `${name}:amd64=${version}`], {
      cwd: folder,
      reject: false,
      stdin: "ignore",
      timeout: 120_000,
      ...(signal ? { cancelSignal: signal } : {}),
    });
    const [file] = await readdir(folder);
    if (result.failed || file === undefined) throw new Error("apt-get has not this version");
    return await readFile(join(folder, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const hasHash = async (file: string, hash: string): Promise<boolean> => {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && sha256(bytes) === hash;
};
