# Program: tee: to several places
# Source: BusyBox; POSIX, Shell and Utilities
check copies 'text|text|text' 'echo text | tee a b; cat a b'
check append 'more|text|more' 'echo more | tee -a a; cat a'
check cannot 'tee: /nowhere/f: No such file or directory|x|1' 'echo x | tee /nowhere/f; echo $?'
check full 'x|tee: /dev/full: I/O error|1' 'echo x | tee /dev/full; echo $?'
verdict
