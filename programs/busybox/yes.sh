# Program: yes: again and again
# Source: BusyBox; POSIX, Shell and Utilities
check some 'y|y|y' 'yes | head -n 3'
check word 'no|no' 'yes no | head -n 2'
check long 'f86378a28ad5a905908ab711016e57d4  -' 'yes abcdefg | head -c 100000 | md5sum'
verdict
