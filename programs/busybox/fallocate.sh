# Program: fallocate: space of files
# Source: BusyBox; POSIX, Shell and Utilities
check grow '10000' 'fallocate -l 10000 f; stat -c %s f'
check offset '25000' 'fallocate -o 5000 -l 20000 f; stat -c %s f'
check content '0000000  \0  \0  \0|0000003' 'head -c 3 f | od -c'
check missing_length 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.||Usage: fallocate [-o OFS] -l LEN FILE||Preallocate space for FILE||	-o OFS	Offset of range|	-l LEN	Length of range|1' 'fallocate f; echo $?'
verdict
