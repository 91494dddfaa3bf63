# Program: nl: numbers lines
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\n\nb\n' > f
check default '     1	a|       |     2	b' 'nl f'
check all '     1	a|     2	|     3	b' 'nl -b a f'
check width '  1:a|    |  2:b' 'nl -w 3 -s : f'
check start '    10	a|       |    15	b' 'nl -v 10 -i 5 f'
verdict
