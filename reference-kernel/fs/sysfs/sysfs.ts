/**
 * sysfs where programs look (sysfs(5)): processors, the loopback interface, mount points of other file systems. It shows
 * the network namespace of whoever mounted it.
 */
import { EINVAL } from "../../abi/errors.ts";
import type { Clock } from "../../core/clock.ts";
import { LOOPBACK } from "../../net/interfaces.ts";
import type { LoopbackState } from "../../net/loopback.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { DirectoryIndex } from "../directory-index.ts";
import { type MountFlags, NO_MOUNT_FLAGS, Path } from "../mount.ts";
import { TreeDirectory } from "../procfs/directories.ts";
import { NumberedSuperblock } from "../procfs/procfs.ts";
import type { ProcFile, ProcTree } from "../procfs/source.ts";
import { UNMAPPED_ID, type Vfs } from "../vfs.ts";
import { newDentry } from "../walk.ts";

const NOBODY = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };
/** What every attribute claims to be long. */
const ATTRIBUTE_SIZE = 4096;

const attribute = (text: () => string | number, mode = 0o444): ProcFile => ({
  mode,
  size: ATTRIBUTE_SIZE,
  isSeekable: true,
  text: () => `${text()}\n`,
});

const fixed = (value: string | number, mode = 0o444): ProcFile => attribute(() => value, mode);

/** Meaningless for this device. */
const refused = (mode = 0o444): ProcFile =>
  attribute(() => {
    throw EINVAL;
  }, mode);

const cpu0: ProcTree = {
  topology: {
    core_cpus: fixed(1),
    core_cpus_list: fixed(0),
    core_id: fixed(0),
    die_id: fixed(0),
    package_cpus: fixed(1),
    package_cpus_list: fixed(0),
    physical_package_id: fixed(0),
    thread_siblings: fixed(1),
    thread_siblings_list: fixed(0),
  },
};

const cpus: ProcTree = {
  cpu0,
  isolated: fixed(""),
  kernel_max: fixed(255),
  offline: fixed(""),
  online: fixed(0),
  possible: fixed(0),
  present: fixed(0),
};

const COUNTERS =
  "collisions multicast rx_bytes rx_compressed rx_crc_errors rx_dropped rx_errors rx_fifo_errors rx_frame_errors " +
  "rx_length_errors rx_missed_errors rx_nohandler rx_over_errors rx_packets tx_aborted_errors tx_bytes " +
  "tx_carrier_errors tx_compressed tx_dropped tx_errors tx_fifo_errors tx_heartbeat_errors tx_packets tx_window_errors";

/** The attributes of `lo` (net/core/net-sysfs.c). */
const loopback = (state: LoopbackState): ProcTree => ({
  addr_assign_type: fixed(0),
  addr_len: fixed(6),
  address: fixed("00:00:00:00:00:00"),
  broadcast: fixed("00:00:00:00:00:00"),
  carrier: attribute(() => {
    if (!state.isUp) throw EINVAL;
    return 1;
  }, 0o644),
  carrier_changes: fixed(0),
  dev_id: fixed("0x0"),
  dev_port: fixed(0),
  dormant: attribute(() => {
    if (!state.isUp) throw EINVAL;
    return 0;
  }),
  duplex: refused(),
  flags: attribute(() => `0x${(state.flags & 0xffff & ~IFF_RUNNING).toString(16)}`, 0o644),
  ifalias: { ...fixed("", 0o644), text: () => "" },
  ifindex: fixed(LOOPBACK.index),
  iflink: fixed(LOOPBACK.index),
  link_mode: fixed(0),
  mtu: attribute(() => state.mtu, 0o644),
  name_assign_type: fixed(2),
  netdev_group: fixed(0, 0o644),
  operstate: attribute(() => (state.isUp ? "unknown" : "down")),
  proto_down: fixed(0, 0o644),
  speed: refused(),
  statistics: Object.fromEntries(COUNTERS.split(" ").map((name) => [name, fixed(0)])),
  tx_queue_len: attribute(() => state.queueLength, 0o644),
  type: fixed(LOOPBACK.type),
  uevent: { ...fixed("", 0o644), text: () => `INTERFACE=${LOOPBACK.name}\nIFINDEX=${LOOPBACK.index}\n` },
});
/** The device's own flags do not have it (dev->flags). */
const IFF_RUNNING = 0x40;

const treeOf = (state: LoopbackState): ProcTree => ({
  block: {},
  bus: {},
  class: { net: { lo: { target: "../../devices/virtual/net/lo" } } },
  dev: {},
  devices: { system: { cpu: cpus }, virtual: { net: { lo: loopback(state) } } },
  firmware: {},
  fs: { cgroup: {} },
  kernel: {
    address_bits: fixed(64),
    cpu_byteorder: fixed("little"),
    mm: { transparent_hugepage: { enabled: fixed("always madvise [never]", 0o644), hpage_pmd_size: fixed(2097152) } },
  },
  module: {},
});

export class SysSuperblock extends NumberedSuperblock {
  override readonly type = "sysfs";
  override readonly magic = 0x6265_6572;
  override readonly root: Dentry;
  override readonly cachesNames = true;

  constructor(device: number, clock: Clock, state: LoopbackState) {
    super(device, clock);
    const directory = new TreeDirectory(this, "", treeOf(state), NOBODY, 0o555);
    this.root = new Dentry("/", null, directory, new DirectoryIndex());
    this.#prepare(this.root, directory, ["fs", "cgroup"]);
  }

  /** Names that others mount on: they are there from the beginning. */
  #prepare(at: Dentry, directory: TreeDirectory, [name, ...rest]: readonly string[]): void {
    if (name === undefined) return;
    const inode = directory.folder(name);
    const dentry = newDentry(name, at, inode);
    at.index?.add(dentry);
    this.#prepare(dentry, inode, rest);
  }
}

const FLAGS: MountFlags = { ...NO_MOUNT_FLAGS, readOnly: true, noSuid: true, noDev: true, noExec: true };

/** Mounts /sys on the directory of that name in the root, if there is one; `stateOf` says what a mounter's is to show. */
export const mountSysfs = (vfs: Vfs, stateOf: (caller: FsCaller | null) => LoopbackState): void => {
  const make = (caller: FsCaller | null) => new SysSuperblock(vfs.nextDevice(), vfs.clock, stateOf(caller));
  vfs.fileSystems.set("sysfs", (caller) => make(caller).root);
  const { mount, dentry } = vfs.root;
  const at = dentry.index?.get("sys");
  if (at === undefined) return;
  const superblock = make(null);
  superblock.readOnly = true;
  vfs.mount(superblock.root, new Path(mount, at), "sysfs", FLAGS);
};
