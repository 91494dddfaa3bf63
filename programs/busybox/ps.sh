# Program: ps: processes
# Source: BusyBox; POSIX, Shell and Utilities
check columns 'PID COMMAND' 'ps -o pid,comm | head -n 1 | tr -s " "'
check self '1' 'ps -o comm | grep -c ps'
check user 'root' 'ps -o user | sort -u | tail -n 1'
verdict
