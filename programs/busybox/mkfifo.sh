# Program: mkfifo: pipes with names
# Source: BusyBox; POSIX, Shell and Utilities
check made 'fifo' 'mkfifo p; stat -c %F p'
check talk 'through' 'echo through > p & cat p; wait'
check mode '600' 'mkfifo -m 600 q; stat -c %a q'
check exists 'mkfifo: p: File exists|1' 'mkfifo p; echo $?'
check two_writers 'a|done' '(echo a > p; echo b > p) & cat p | head -n 1; wait; echo done'
verdict
