# Program: pidof: processes by name
# Source: BusyBox; POSIX, Shell and Utilities
check none '1' 'pidof nothing-runs-so; echo $?'
check ppid 'init' 'test $PPID = 1 && echo init'
verdict
