/**
 * The tiers check: every contract on tier 0 alone, and with everything translated as soon as it can be. Output, end and
 * the number of instructions must be the same.
 *
 *     npm run check:tiers [-- filter..]
 */
import { readFile } from "node:fs/promises";
import { boot, MachinePool, type RunResult } from "../../reference-kernel/index.ts";
import { EVERYTHING_HOT, NOTHING_HOT } from "../../reference-kernel/processor.ts";
import { findContracts } from "../cli/run-command.ts";
import { select } from "../discover.ts";
import { guest } from "../guest-environment.ts";
import { buildContract } from "../run.ts";
import { findToolchain } from "../toolchain.ts";

const toolchain = await findToolchain();
const hot = new MachinePool(EVERYTHING_HOT);
const plain = new MachinePool(NOTHING_HOT);

const told = ({ stdout, stderr, exit, instructions }: RunResult): string =>
  JSON.stringify(
    {
      stdout: Buffer.from(stdout).toString("latin1"),
      stderr: Buffer.from(stderr).toString("latin1"),
      exit,
      instructions,
    },
    null,
    1,
  );

let [compared, different] = [0, 0];
for (const { contract } of select(await findContracts(null), process.argv.slice(2))) {
  const built = await buildContract(toolchain, contract);
  if (!built.ok) continue;
  const elf = await readFile(built.elf);
  const run = (pool: MachinePool): string =>
    told(
      boot({ pool, path: guest.path, cwd: guest.cwd, idRange: contract.requires.includes("id-range") }).run(
        elf,
        guest.argv,
        guest.environment,
      ),
    );
  const [one, other] = [run(plain), run(hot)];
  compared++;
  if (one === other) continue;
  different++;
  console.log(`${contract.name} differs\n--- tier 0 alone\n${one}\n--- everything translated\n${other}`);
}
console.log(`${compared} contracts on both tiers, ${different} differ`);
process.exitCode = different === 0 ? 0 : 1;
