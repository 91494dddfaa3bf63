/** What is large for a guest is small for the host: files of a terabyte, full file systems and tables, long paths. */
import { beforeAll, expect, it } from "vitest";
import { MachinePool } from "../reference-kernel/index.ts";
import { findContracts } from "./cli/run-command.ts";
import { buildContract } from "./run.ts";
import { questionOf } from "./targets/reference.ts";
import { runOnReference } from "./targets/reference-run.ts";
import { findToolchain } from "./toolchain.ts";

const large = [
  "fd.descriptor_limit",
  "filesystem.largest_file",
  "filesystem.long_paths",
  "filesystem.sparse_terabyte",
  "filesystem.symlink_limits",
  "filesystem.symlink_loops",
  "filesystem.tmpfs_full",
  "vm.terabyte",
];
/** Bytes that the process may grow by: the machine's memory (64 MiB of tmpfs among it), translated code, garbage. */
const room = 128 * 2 ** 20;
const programs: { readonly name: string; readonly elf: string; readonly requires: readonly string[] }[] = [];

beforeAll(async () => {
  const toolchain = await findToolchain();
  for (const { contract } of await findContracts(null)) {
    if (!large.includes(contract.name)) continue;
    const built = await buildContract(toolchain, contract);
    if (!built.ok) throw new Error(built.message);
    programs.push({ name: contract.name, elf: built.elf, requires: contract.requires });
  }
}, 180_000);

it("leaves the host's memory alone", async () => {
  expect(programs.map(({ name }) => name).sort()).toEqual(large);
  const pool = new MachinePool();
  const before = process.memoryUsage.rss();
  for (const program of programs) {
    const { observation } = runOnReference(await questionOf(program, 1e9), pool);
    expect(observation.lines.at(-1), program.name).toBe("CONTRACT_PASS");
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(room);
});
