# Program: rev: lines backwards
# Source: BusyBox; POSIX, Shell and Utilities
check lines 'cba|ed' 'printf "abc\nde\n" | rev'
check file 'zyx' 'echo xyz > f; rev f'
check long '0029918917' 'seq 1 200 | tr -d "\n" | rev | head -c 10'
verdict
