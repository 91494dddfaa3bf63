# Program: kill: signals by name and number
# Source: BusyBox; POSIX, Shell and Utilities
check names 'KILL|15' 'kill -l 9; kill -l TERM'
check list '62' 'kill -l | wc -w'
check terminate '143' 'sleep 100 & p=$!; kill $p; wait $p 2>/dev/null; echo $?'
check usr1 'usr1|after' 'sh -c "trap \"echo usr1\" USR1; kill -USR1 \$\$; echo after"'
check zero 'alive' 'kill -0 $$ && echo alive'
check missing 'sh: can'"'"'t kill pid 99999: No such process|1' 'kill -0 99999; echo $?'
verdict
