/**
 * The open file of fsopen(2) and fspick(2): a file system in the making, or being changed (struct fs_context). It takes
 * parameters, then one order, and keeps messages about what was wrong, which read(2) fetches one at a time.
 */
import { EBUSY, EINVAL, EMSGSIZE, ENODATA } from "../abi/errors.ts";
import { O_RDWR } from "../abi/open.ts";
import type { Caller } from "../core/caller.ts";
import { OpenFile } from "../files/open-file.ts";
import type { Sink } from "../memory/io.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import type { Mount, MountFlags } from "./mount.ts";
import { checkNotRevealing, makeFileSystem, reconfigure } from "./mounting.ts";
import { wrongTmpfsOption } from "./tmpfs/options.ts";

/** What can be done next (enum fs_context_phase). */
type Phase = "create" | "mount" | "picked" | "reconfigure" | "failed";

/** Messages that are kept; older ones are lost. */
const LOG_SIZE = 8;

/** Words of every file system, and whether they set or clear (common_set_sb_flag, common_clear_sb_flag). */
const COMMON: ReadonlyMap<string, boolean> = new Map([
  ["dirsync", true],
  ["lazytime", true],
  ["mand", true],
  ["ro", true],
  ["sync", true],
  ["async", false],
  ["nolazytime", false],
  ["nomand", false],
  ["rw", false],
]);

export class ConfigurationFile extends OpenFile {
  readonly type: string;
  #phase: Phase;
  /** The root of the file system, once it is made. */
  #root: Dentry | null;
  #source: string | null = null;
  #readOnly: boolean;
  #options: string[] = [];
  readonly #log: string[] = [];

  /** For a new file system of `type`, or to change the one of which `picked` is the root. */
  constructor(type: string, picked: Dentry | null = null) {
    super(O_RDWR);
    this.type = type;
    this.#root = picked;
    this.#phase = picked === null ? "create" : "reconfigure";
    this.#readOnly = picked?.inode.superblock.readOnly ?? false;
  }

  override describe(): string {
    return "anon_inode:[fscontext]";
  }

  /** One message, with a letter for what it is. */
  override read(_caller: Caller, sink: Sink): number {
    const message = this.#log[0];
    if (message === undefined) throw ENODATA;
    if (message.length > sink.remaining) throw EMSGSIZE;
    this.#log.shift();
    return sink.put(
      Uint8Array.from(message, (c) => c.charCodeAt(0)),
      0,
      message.length,
    );
  }

  /** Takes a parameter (vfs_parse_fs_param): `value` is null for a word that stands alone. */
  set(key: string, value: string | null): void {
    if (this.#phase === "picked") this.#phase = "reconfigure";
    if (this.#phase !== "create" && this.#phase !== "reconfigure") throw EBUSY;
    const common = COMMON.get(key);
    if (common !== undefined) {
      if (key === "ro" || key === "rw") this.#readOnly = common;
      return;
    }
    if (key === "source") this.#setSource(value);
    else this.#setOption(key, value);
  }

  /** A parameter that is no text: no file system here has one. */
  refuse(key: string): never {
    if (this.#phase !== "create" && this.#phase !== "reconfigure") throw EBUSY;
    if (key === "source") this.#fail("VFS: Non-string source");
    this.#setOption(key, null);
    throw EINVAL;
  }

  #setSource(value: string | null): void {
    if (value === null) this.#fail("VFS: Non-string source");
    if (this.#source !== null) this.#fail("Multiple sources");
    this.#source = value;
  }

  #setOption(key: string, value: string | null): void {
    const option = value === null ? key : `${key}=${value}`;
    if (this.type === "tmpfs") {
      const wrong = wrongTmpfsOption(option);
      if (wrong === "unknown") this.#fail(`tmpfs: Unknown parameter '${key}'`);
      if (wrong === "value") this.#fail(`tmpfs: Bad value for '${key}'`);
    }
    this.#options.push(option);
  }

  #fail(message: string): never {
    this.#log.push(`e ${message}\n`);
    if (this.#log.length > LOG_SIZE) this.#log.shift();
    throw EINVAL;
  }

  /** FSCONFIG_CMD_CREATE. */
  create(caller: FsCaller): void {
    if (this.#phase !== "create") throw EBUSY;
    this.#phase = "failed";
    this.#root = makeFileSystem(caller, this.type, this.#options.join(","), this.#readOnly);
    this.#phase = "mount";
  }

  /** FSCONFIG_CMD_RECONFIGURE. */
  reconfigure(): void {
    if (this.#phase === "picked") this.#phase = "reconfigure";
    if (this.#phase !== "reconfigure" || this.#root === null) throw EBUSY;
    this.#phase = "failed";
    reconfigure(this.#root.inode.superblock, this.#readOnly, this.#options.join(","));
    this.#options = [];
    this.#phase = "picked";
  }

  /** fsmount(2): a mount of it that stands nowhere yet. */
  mount(caller: FsCaller, flags: MountFlags): Mount {
    const root = this.#root;
    if (root === null) throw EINVAL;
    checkNotRevealing(caller, this.type, flags);
    if (this.#phase !== "mount") throw EBUSY;
    this.#phase = "picked";
    this.#options = [];
    return caller.fs.vfs.newMount(root, this.#source ?? "none", flags);
  }
}
