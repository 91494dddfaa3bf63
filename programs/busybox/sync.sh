# Program: sync: and drop nothing
# Source: BusyBox; POSIX, Shell and Utilities
check sync 'fine' 'echo x > f; sync && echo fine'
check one 'fine' 'sync f && echo fine'
check missing 'sync: can'"'"'t open '"'"'none'"'"': No such file or directory|1' 'sync none; echo $?'
verdict
