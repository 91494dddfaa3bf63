# Program: od: bytes in octal and more
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello\n\000\377' > f
check octal '0000000 062550 066154 005157 177400|0000010' 'od f'
check characters '0000000   h   e   l   l   o  \n  \0 377|0000010' 'od -c f'
check hexadecimal ' 68 65 6c 6c 6f 0a 00 ff' 'od -An -tx1 f'
check decimal '  25960  27756' 'od -An -td2 -N 4 f'
check offset '0000002   l   l   o|0000005' 'od -j 2 -N 3 -c f'
check address '000000 6c6c6568 ff000a6f|000008' 'od -A x -t x4 f'
check float '   1.0000000e+00' 'printf "\000\000\200\077" | od -An -tf4'
verdict
