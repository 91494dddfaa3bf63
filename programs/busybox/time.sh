# Program: time: how long it takes
# Source: BusyBox; POSIX, Shell and Utilities
check lines 'real|user|sys|real|user|sys' 'time true 2>&1 | awk "{ print \$1 }"; (time -p true) 2>&1 | awk "{ print \$1 }"'
check status '3' 'time sh -c "exit 3" 2>/dev/null; echo $?'
verdict
