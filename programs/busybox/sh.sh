# Program: sh: scripts from files and standard input
# Source: BusyBox; POSIX, Shell and Utilities
printf 'echo "$0 $1 $#"\nexit 4\n' > script; printf '#!/bin/busybox sh\necho by line $1\n' > runs; chmod 755 runs
check file 'script a 2|4' 'sh script a b; echo $?'
check stdin 'from stdin' 'echo "echo from stdin" | sh'
check interpreter 'by line x' './runs x'
check errors '1' 'sh -e -c "false; echo not here"; echo $?'
check unset 'sh: undefined: parameter not set|2' 'sh -u -c "echo \$undefined"; echo $?'
check trace '+ a=1|+ echo 1|1' 'sh -x -c "a=1; echo \$a"'
check syntax 'sh: syntax error: unexpected "then"|2' 'sh -c "if then"; echo $?'
verdict
