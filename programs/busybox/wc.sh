# Program: wc: counts
# Source: BusyBox; POSIX, Shell and Utilities
printf 'one two\nthree\n' > f
check all '        2         3        14 f' 'wc f'
check lines '2 f|3|14' 'wc -l f; wc -w < f; wc -c < f'
check total '        2         3        14 f|        2         3        14 f|        4         6        28 total' 'wc f f'
check longest '7 f' 'wc -L f'
check missing 'wc: none: No such file or directory|1' 'wc none; echo $?'
verdict
