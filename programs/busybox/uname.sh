# Program: uname: what the system says it is
# Source: BusyBox; POSIX, Shell and Utilities
check system 'Linux|x86_64|GNU/Linux' 'uname -s; uname -m; uname -o'
check node 'contracts' 'uname -n'
check all 'Linux 1' 'uname -a | awk "{ print \$1, (NF > 5) }"'
check release 'same' 'test "$(uname -r)" = "$(cat /proc/sys/kernel/osrelease)" && echo same'
verdict
