# Program: crc32: checksums
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello' > a; : > e
check file '3610a686 a' 'crc32 a'
check empty '00000000 e' 'crc32 e'
check missing 'crc32: can'"'"'t open '"'"'none'"'"': No such file or directory|1' 'crc32 none; echo $?'
verdict
