# Program: egrep: extended expressions
# Source: BusyBox; POSIX, Shell and Utilities
printf 'ab\nabb\nac\nxyz\n' > f
check plus 'ab|abb' 'egrep "ab+" f'
check either 'ac|xyz' 'egrep "^(ac|xyz)$" f'
check counted '1' 'egrep -c "b{2}" f'
check optional 'ab|0' 'egrep "^ab?$" f; echo $?'
verdict
