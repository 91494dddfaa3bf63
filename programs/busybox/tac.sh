# Program: tac: last line first
# Source: BusyBox; POSIX, Shell and Utilities
check lines '5|4|3|2|1' 'seq 1 5 | tac'
check file 'b|a' 'printf "a\nb\n" > f; tac f'
check no_newline 'ba' 'printf "a\nb" | tac'
verdict
