# Program: renice: how nice processes are
# Source: BusyBox; POSIX, Shell and Utilities
check raise '5' 'sleep 50 & p=$!; renice 5 $p; awk "{ print \$19 }" /proc/$p/stat; kill $p'
check relative '3' 'sh -c "renice -n 3 \$\$; awk \"{ print \\\$19 }\" /proc/self/stat"'
check lower 'renice: setpriority: Permission denied|1' 'renice -n -5 $$; echo $?'
check missing 'renice: setpriority: No such process|1' 'renice 1 99999; echo $?'
verdict
