# Program: more: pages through
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 5 > f
check through '1|2|3|4|5' 'more f'
check several '10' 'more f f | wc -l'
check missing 'more: can'"'"'t open '"'"'none'"'"': No such file or directory|1' 'more none; echo $?'
verdict
