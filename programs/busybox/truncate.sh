# Program: truncate: sizes
# Source: BusyBox; POSIX, Shell and Utilities
echo hello > f
check shrink 'he' 'truncate -s 2 f; cat f; echo'
check grow '0000000   h   e  \0  \0  \0  \0  \0  \0  \0  \0|0000012' 'truncate -s 10 f; od -c f'
check kilobytes '2048 0' 'truncate -s 2K g; stat -c "%s %b" g'
check no_create 'none' 'truncate -c -s 1 none; test -e none || echo none'
check bad 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.||Usage: truncate [-c] -s SIZE FILE...||Truncate FILEs to SIZE||	-c	Do not create files|	-s SIZE|1' 'truncate f; echo $?'
verdict
