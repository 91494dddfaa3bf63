# Program: which: where programs are
# Source: BusyBox; POSIX, Shell and Utilities
check busybox '/usr/bin/busybox' 'which busybox'
check missing '1' 'which nothing-here; echo $?'
check path '1' 'PATH=/nowhere which busybox; echo $?'
verdict
