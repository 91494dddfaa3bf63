# Program: pwd: where one is
# Source: BusyBox; POSIX, Shell and Utilities
check here '/tmp/a/b' 'mkdir -p a/b; cd a/b; pwd'
check physical '/tmp/l|/tmp/a' 'cd /tmp; ln -s a l; cd l; pwd; pwd -P'
check gone '|0' 'mkdir x; cd x; rmdir ../x; pwd -P; echo $?'
verdict
