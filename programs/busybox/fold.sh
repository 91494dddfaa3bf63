# Program: fold: long lines
# Source: BusyBox; POSIX, Shell and Utilities
check width 'abcd|efgh|ij' 'echo abcdefghij | fold -w 4'
check spaces 'the quick |brown fox' 'echo "the quick brown fox" | fold -s -w 10'
check bytes 'abcde|f' 'echo abcdef | fold -b -w 5'
verdict
