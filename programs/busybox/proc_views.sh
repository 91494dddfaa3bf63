# Program: proc-views: files of /proc through applets
# Source: BusyBox; POSIX, Shell and Utilities
exec 7<>own
check fd 'ls: /proc/self/fd/3: cannot read link: No such file or directory|1' 'ls -l /proc/self/fd | grep -c " 7 -> /tmp/own"'
check maps '1' 'grep -c "\[stack\]" /proc/self/maps'
check status 'Name: awk|State: R|Threads: 1' 'awk "/^Name|^State|^Threads/ { print \$1, \$2 }" /proc/self/status'
check cmdline 'tr \00    ' 'tr "\000" " " < /proc/self/cmdline | cut -c 1-20'
check limits '1' 'grep -c "Max open files" /proc/self/limits'
check cwd '/tmp' 'readlink /proc/self/cwd'
check exe '/usr/bin/busybox' 'readlink /proc/self/exe'
verdict
