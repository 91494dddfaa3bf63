# Program: ts: stamps lines
# Source: BusyBox; POSIX, Shell and Utilities
check lines 'a 1|b 1' 'printf "a\nb\n" | ts "%Y" | awk "{ print \$2, (\$1 > 2000) }"'
check delta 'a' 'printf "a\n" | ts -s "%H" | awk "{ print \$2 }"'
verdict
