# Program: top: processes in order
# Source: BusyBox; POSIX, Shell and Utilities
check columns '1' 'top -b -n 1 | grep -c "^  *PID  *PPID"'
check memory 'Mem' 'top -b -n 1 | head -n 1 | cut -d: -f1'
verdict
