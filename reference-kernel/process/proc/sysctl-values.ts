/**
 * Sysctls that a guest only reads: what Linux has by default, where it does not depend on the machine's size. Data: the
 * path under /proc/sys, then the value; `_` stands for the tab between several numbers.
 */
import type { ProcEntry, ProcFile, ProcTree } from "../../fs/procfs/source.ts";

const VALUES = `
abi/vsyscall32 1
debug/exception-trace 1
fs/dentry-state 0_0_45_0_0_0
fs/dir-notify-enable 1
fs/inode-nr 0_0
fs/inode-state 0_0_0_0_0_0_0
kernel/bpf_stats_enabled 0
kernel/core_pipe_limit 0
kernel/ctrl-alt-del 0
kernel/dmesg_restrict 1
kernel/io_delay_type 0
kernel/kptr_restrict 0
kernel/max_lock_depth 1024
kernel/oops_limit 10000
kernel/panic_on_io_nmi 0
kernel/panic_on_oops 0
kernel/panic_on_unrecovered_nmi 0
kernel/panic_on_warn 0
kernel/panic_print 0
kernel/print-fatal-signals 0
kernel/printk_delay 0
kernel/printk_ratelimit 5
kernel/printk_ratelimit_burst 10
kernel/pty/max 4096
kernel/pty/reserve 1024
kernel/sched_cfs_bandwidth_slice_us 5000
kernel/sched_deadline_period_max_us 4194304
kernel/sched_deadline_period_min_us 100
kernel/sched_rt_period_us 1000000
kernel/sched_rt_runtime_us 950000
kernel/shm_rmid_forced 0
kernel/sysctl_writes_strict 1
kernel/task_delayacct 0
kernel/timer_migration 1
kernel/unknown_nmi_panic 0
kernel/warn_limit 0
net/core/busy_poll 0
net/core/busy_read 0
net/core/default_qdisc pfifo_fast
net/core/dev_weight 64
net/core/gro_normal_batch 8
net/core/max_skb_frags 17
net/core/message_burst 10
net/core/message_cost 5
net/core/netdev_budget 300
net/core/netdev_max_backlog 1000
net/core/netdev_tstamp_prequeue 1
net/core/rps_sock_flow_entries 0
net/core/tstamp_allow_data 1
net/core/warnings 0
net/ipv4/fwmark_reflect 0
net/ipv4/icmp_echo_ignore_all 0
net/ipv4/icmp_echo_ignore_broadcasts 1
net/ipv4/icmp_errors_use_inbound_ifaddr 0
net/ipv4/icmp_ignore_bogus_error_responses 1
net/ipv4/icmp_ratelimit 1000
net/ipv4/icmp_ratemask 6168
net/ipv4/igmp_max_memberships 20
net/ipv4/igmp_max_msf 10
net/ipv4/ip_default_ttl 64
net/ipv4/ip_dynaddr 0
net/ipv4/ip_early_demux 1
net/ipv4/ip_forward 0
net/ipv4/ip_no_pmtu_disc 0
net/ipv4/ip_nonlocal_bind 0
net/ipv4/tcp_abort_on_overflow 0
net/ipv4/tcp_adv_win_scale 1
net/ipv4/tcp_app_win 31
net/ipv4/tcp_autocorking 1
net/ipv4/tcp_base_mss 1024
net/ipv4/tcp_dsack 1
net/ipv4/tcp_early_retrans 3
net/ipv4/tcp_ecn 2
net/ipv4/tcp_ecn_fallback 1
net/ipv4/tcp_fack 0
net/ipv4/tcp_fastopen 1
net/ipv4/tcp_fin_timeout 60
net/ipv4/tcp_frto 2
net/ipv4/tcp_invalid_ratelimit 500
net/ipv4/tcp_keepalive_intvl 75
net/ipv4/tcp_keepalive_probes 9
net/ipv4/tcp_keepalive_time 7200
net/ipv4/tcp_low_latency 0
net/ipv4/tcp_max_reordering 300
net/ipv4/tcp_min_tso_segs 2
net/ipv4/tcp_moderate_rcvbuf 1
net/ipv4/tcp_mtu_probing 0
net/ipv4/tcp_no_metrics_save 0
net/ipv4/tcp_notsent_lowat 4294967295
net/ipv4/tcp_orphan_retries 0
net/ipv4/tcp_recovery 1
net/ipv4/tcp_reordering 3
net/ipv4/tcp_retrans_collapse 1
net/ipv4/tcp_retries1 3
net/ipv4/tcp_retries2 15
net/ipv4/tcp_rfc1337 0
net/ipv4/tcp_sack 1
net/ipv4/tcp_slow_start_after_idle 1
net/ipv4/tcp_stdurg 0
net/ipv4/tcp_syn_retries 6
net/ipv4/tcp_synack_retries 5
net/ipv4/tcp_syncookies 1
net/ipv4/tcp_thin_linear_timeouts 0
net/ipv4/tcp_timestamps 1
net/ipv4/tcp_tso_win_divisor 3
net/ipv4/tcp_tw_reuse 2
net/ipv4/tcp_window_scaling 1
net/ipv4/tcp_workaround_signed_windows 0
net/ipv4/udp_early_demux 1
net/ipv4/udp_rmem_min 4096
net/ipv4/udp_wmem_min 4096
net/ipv6/auto_flowlabels 1
net/ipv6/bindv6only 0
net/ipv6/flowlabel_consistency 1
net/ipv6/fwmark_reflect 0
net/ipv6/idgen_delay 1
net/ipv6/idgen_retries 3
net/ipv6/ip_nonlocal_bind 0
net/ipv6/mld_max_msf 64
net/ipv6/mld_qrv 2
vm/admin_reserve_kbytes 8192
vm/compaction_proactiveness 20
vm/dirty_background_bytes 0
vm/dirty_background_ratio 10
vm/dirty_bytes 0
vm/dirty_expire_centisecs 3000
vm/dirty_ratio 20
vm/dirty_writeback_centisecs 500
vm/dirtytime_expire_seconds 43200
vm/extfrag_threshold 500
vm/hugetlb_shm_group 0
vm/laptop_mode 0
vm/legacy_va_layout 0
vm/memfd_noexec 0
vm/min_free_kbytes 16384
vm/nr_overcommit_hugepages 0
vm/oom_dump_tasks 1
vm/oom_kill_allocating_task 0
vm/overcommit_kbytes 0
vm/panic_on_oom 0
vm/percpu_pagelist_high_fraction 0
vm/stat_interval 1
vm/unprivileged_userfaultfd 0
vm/user_reserve_kbytes 65536
vm/vfs_cache_pressure 100
vm/watermark_boost_factor 15000
vm/watermark_scale_factor 10
`;

type Writable = { [name: string]: ProcEntry };

const isTree = (entry: ProcEntry | undefined): entry is ProcTree =>
  entry !== undefined &&
  !("text" in entry && typeof entry.text === "function") &&
  !("target" in entry && typeof entry.target === "string");

const fileOf = (value: string): ProcFile => ({ mode: 0o644, isSeekable: true, text: () => `${value}\n` });

const put = (tree: Writable, path: readonly string[], value: string): void => {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    tree[name] ??= fileOf(value);
    return;
  }
  const below = tree[name];
  const folder: Writable = isTree(below) ? { ...below } : {};
  tree[name] = folder;
  put(folder, rest, value);
};

const sorted = (tree: ProcTree): ProcTree =>
  Object.fromEntries(
    Object.entries(tree)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => [name, isTree(entry) ? sorted(entry) : entry]),
  );

/** `own` with the fixed values beside it. */
export const withFixedValues = (own: ProcTree): ProcTree => {
  const tree: Writable = { ...own };
  for (const line of VALUES.trim().split("\n")) {
    const [path = "", value = ""] = line.split(" ");
    put(tree, path.split("/"), value.replaceAll("_", path.startsWith("fs/") ? "\t" : "_"));
  }
  return sorted(tree);
};
