# Program: setsid: new sessions
# Source: BusyBox; POSIX, Shell and Utilities
check session '0|ran' 'setsid sh -c "awk \"{ print (\\\$1 == \\\$6) }\" /proc/self/stat; echo ran"'
check status '4' 'setsid sh -c "exit 4"; echo $?'
check missing 'setsid: can'"'"'t execute '"'"'nothing-here'"'"': No such file or directory|127' 'setsid nothing-here; echo $?'
verdict
