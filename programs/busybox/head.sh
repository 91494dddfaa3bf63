# Program: head: beginnings
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 100 > f; seq 1 3 > g
check ten '10' 'head f | tail -n 1'
check lines '1|2|3' 'head -n 3 f'
check bytes '1|2|3' 'head -c 5 f'
check names '==> f <==|1||==> g <==|1' 'head -n 1 f g'
check all_but '1|2|3' 'head -n -97 f'
verdict
