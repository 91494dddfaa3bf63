# Program: timeout: ends what takes long
# Source: BusyBox; POSIX, Shell and Utilities
check fast 'fast' 'timeout 10 echo fast'
check slow '143' 'timeout 0.1 sleep 100 2>/dev/null; echo $?'
check signal '137' 'timeout -s KILL 0.1 sleep 100 2>/dev/null; echo $?'
check status '5' 'timeout 10 sh -c "exit 5"; echo $?'
check trapped 'caught|9' 'timeout 0.1 sh -c "trap \"echo caught; exit 9\" TERM; sleep 100 >/dev/null 2>&1 & wait"; echo $?'
verdict
