# Program: nologin: refuses
# Source: BusyBox; POSIX, Shell and Utilities
check refuses 'This account is not available|1' 'nologin; echo $?'
verdict
