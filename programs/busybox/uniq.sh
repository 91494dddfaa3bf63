# Program: uniq: neighbours that are the same
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\na\nb\nA\na\n' > f
check plain 'a|b|A|a' 'uniq f'
check count '      2 a|      1 b|      1 A|      1 a' 'uniq -c f'
check repeated 'a' 'uniq -d f'
check single 'b|A|a' 'uniq -u f'
check ignore_case 'a|b|A' 'uniq -i f'
check fields '1 x|3 y' 'printf "1 x\n2 x\n3 y\n" | uniq -f 1'
check output '4' 'uniq f out; wc -l < out'
verdict
