# Program: printf: formats
# Source: BusyBox; POSIX, Shell and Utilities
check numbers '42    42|42   |00042 ff 10 1.234568e+04' 'printf "%d %5d|%-5d|%05d %x %o %e\n" 42 42 42 42 255 8 12345.678'
check strings 'a|         b|c         |de' 'printf "%s|%10s|%-10s|%.2s\n" a b c defg'
check escapes 'a	bAB' 'printf "a\tb\101\x42\n"'
check repeated '1-2|3-' 'printf "%s-%s\n" 1 2 3'
check character 'ad' 'printf "%c%c\n" abc def'
check quoted 'x	y' 'printf "%b\n" "x\ty"'
check bad 'sh: invalid number '"'"'abc'"'"'|0|1' 'printf "%d\n" abc; echo $?'
check float '3.142 0.0001 1E+20' 'printf "%.3f %g %G\n" 3.14159 0.0001 1e20'
verdict
