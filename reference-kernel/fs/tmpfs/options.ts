/** Mount options of tmpfs (tmpfs(5), shmem_parse_one). */
import { EINVAL } from "../../abi/errors.ts";

export interface ParsedOptions {
  readonly size: number;
  /** Show the size in /proc/mounts: it was given. */
  readonly showsSize: boolean;
  readonly maxInodes?: number;
  readonly mode?: number;
}

/** Bytes that a tmpfs may take when nothing is said: half of a machine's memory of 1 GiB. */
const DEFAULT_SIZE = 1 << 29;

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** A number with a unit (memparse). */
const amount = (text: string): number => {
  const match = /^([0-9]+)([kmgt]?)$/i.exec(text);
  if (match === null) throw EINVAL;
  return Number(match[1]) * (UNITS[(match[2] ?? "").toLowerCase()] ?? 1);
};

export const parseTmpfsOptions = (data: string): ParsedOptions => {
  let size = DEFAULT_SIZE;
  let showsSize = false;
  let maxInodes: number | undefined;
  let mode: number | undefined;
  for (const option of data.split(",")) {
    if (option === "") continue;
    const equals = option.indexOf("=");
    const name = equals < 0 ? option : option.slice(0, equals);
    const value = equals < 0 ? "" : option.slice(equals + 1);
    switch (name) {
      case "size":
        size = value.endsWith("%") ? Math.floor((DEFAULT_SIZE * 2 * amount(value.slice(0, -1))) / 100) : amount(value);
        showsSize = true;
        break;
      case "nr_blocks":
        size = amount(value) * 4096;
        showsSize = true;
        break;
      case "nr_inodes":
        maxInodes = amount(value);
        break;
      case "mode":
        if (!/^[0-7]+$/.test(value)) throw EINVAL;
        mode = Number.parseInt(value, 8) & 0o7777;
        break;
      case "uid":
      case "gid":
        if (value !== "0") throw EINVAL;
        break;
      default:
        throw EINVAL;
    }
  }
  return {
    size: size === 0 ? Number.MAX_SAFE_INTEGER : size,
    showsSize,
    ...(maxInodes === undefined ? {} : { maxInodes }),
    ...(mode === undefined ? {} : { mode }),
  };
};

const NAMES: ReadonlySet<string> = new Set(["size", "nr_blocks", "nr_inodes", "mode", "uid", "gid"]);

/** What is wrong with one option, if anything: its name or its value. */
export const wrongTmpfsOption = (option: string): "unknown" | "value" | null => {
  if (!NAMES.has(option.split("=", 1)[0] ?? "")) return "unknown";
  try {
    parseTmpfsOptions(option);
    return null;
  } catch {
    return "value";
  }
};
