# Program: usleep: microseconds
# Source: BusyBox; POSIX, Shell and Utilities
check zero 'woke' 'usleep 0 && echo woke'
check some 'woke' 'usleep 20000 && echo woke'
check bad 'usleep: invalid number '"'"'x'"'"'|1' 'usleep x; echo $?'
verdict
