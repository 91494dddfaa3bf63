# Program: seq: sequences
# Source: BusyBox; POSIX, Shell and Utilities
check count '1|2|3|4|5' 'seq 5'
check from_to '3|4|5|6' 'seq 3 6'
check step '10|7|4|1' 'seq 10 -3 0'
check separator '1,2,3,4,5' 'seq -s , 1 5'
check width '08|09|10|11' 'seq -w 8 11'
check fraction '1.0|1.5|2.0|2.5|3.0' 'seq 1 .5 3'
verdict
