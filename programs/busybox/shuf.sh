# Program: shuf: lines in any order
# Source: BusyBox; POSIX, Shell and Utilities
check all '5d634700c6211755a05f842011801338  -' 'seq 1 50 | shuf | sort -n | md5sum'
check some '5' 'seq 1 50 | shuf -n 5 | wc -l'
check range '123456789' 'shuf -i 1-9 | sort | tr -d "\n"'
check words 'a b c ' 'shuf -e a b c | sort | tr "\n" " "'
verdict
