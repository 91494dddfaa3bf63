# Program: sleep: for a while
# Source: BusyBox; POSIX, Shell and Utilities
check zero 'woke' 'sleep 0 && echo woke'
check fraction 'woke' 'sleep 0.05 && echo woke'
check long_enough 'yes' 'a=$(date +%s); sleep 1; b=$(date +%s); test $((b - a)) -ge 1 && echo yes'
check sum 'woke' 'sleep 0.01 0.01 && echo woke'
check bad 'sleep: invalid number '"'"'x'"'"'|1' 'sleep x; echo $?'
verdict
