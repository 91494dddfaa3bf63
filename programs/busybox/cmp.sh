# Program: cmp: compares bytes
# Source: BusyBox; POSIX, Shell and Utilities
printf 'same text\n' > a; cp a b; printf 'same tent\n' > c; printf 'same' > d
check equal 'equal' 'cmp a b && echo equal'
check differ 'a c differ: char 8, line 1[1]' 'cmp a c'
check silent '1' 'cmp -s a c; echo $?'
check list '8 170 156[1]' 'cmp -l a c'
check short 'cmp: EOF on d[1]' 'cmp a d'
verdict
