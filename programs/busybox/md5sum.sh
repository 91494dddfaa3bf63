# Program: md5sum: makes and checks sums
# Source: BusyBox; POSIX, Shell and Utilities
echo one > a; echo two > b
check file '5bbf5a52328e7439ae6e719dfe712200  a' 'md5sum a'
check stdin 'd41d8cd98f00b204e9800998ecf8427e  -' 'printf "" | md5sum'
check check 'a: OK|b: OK' 'md5sum a b > sums; md5sum -c sums'
check changed 'a: OK|b: FAILED|md5sum: WARNING: 1 of 2 computed checksums did NOT match|1' 'echo changed > b; md5sum -c sums; echo $?'
check missing 'md5sum: can'"'"'t open '"'"'none'"'"': No such file or directory|1' 'md5sum none; echo $?'
verdict
