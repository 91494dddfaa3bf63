# Program: taskset: processors
# Source: BusyBox; POSIX, Shell and Utilities
check mask '1' 'taskset -p $$ | sed "s/.*: //" | grep -c "[0-9a-f]"'
check run 'ran' 'taskset 1 echo ran'
check bad 'taskset: can'"'"'t set pid 0'"'"'s affinity: Invalid argument|1' 'taskset 0 true; echo $?'
verdict
