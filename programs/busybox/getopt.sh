# Program: getopt: options in order
# Source: BusyBox; POSIX, Shell and Utilities
check short ' -a -b val -c -- rest more' 'getopt ab:c -a -b val -c rest more'
check long ' --alpha --beta '"'"'3'"'"' -a -- '"'"'x'"'"'' 'getopt -o a -l alpha,beta: -- --alpha --beta=3 x -a'
check unknown 'getopt: invalid option -- '"'"'z'"'"'| --|1' 'getopt ab -z; echo $?'
check quoted ' -b '"'"'two words'"'"' --' 'getopt -o b: -- -b "two words"'
verdict
