# Program: echo: words and escapes
# Source: BusyBox; POSIX, Shell and Utilities
check words 'a b  c d' 'echo a "b  c" d'
check escapes 'a	bAB' 'echo -e "a\tb\x41\0102"'
check no_newline 'xy' 'echo -n x; echo y'
check end 'one' 'echo -e "one\ctwo"; echo'
verdict
