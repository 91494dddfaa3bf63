# Program: killall: by name
# Source: BusyBox; POSIX, Shell and Utilities
check stop '143' 'sleep 1000 & p=$!; until grep -q ^sleep /proc/$p/cmdline; do sleep 0.01; done; killall sleep; wait $p 2>/dev/null; echo $?'
check none 'killall: nothing-runs-so: no process killed|1' 'killall nothing-runs-so; echo $?'
check quiet '1' 'killall -q nothing-runs-so; echo $?'
verdict
