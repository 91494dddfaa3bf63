# Program: dash: traps, signals to and from children, exit status of what dies
# Source: POSIX, trap
check exit_trap 'body|bye' 'sh -c "trap \"echo bye\" EXIT; echo body"'
check signal_trap 'got usr1|after' 'sh -c "trap \"echo got usr1\" USR1; kill -USR1 \$\$; echo after"'
check term_default 143 'sh -c "kill -TERM \$\$" 2>/dev/null; echo $?'
check ignored 'still here' 'sh -c "trap \"\" TERM; kill -TERM \$\$; echo still here"'
check ignored_in_child 'child lives' 'sh -c "trap \"\" TERM; sh -c \"kill -TERM \\\$\\\$; echo child lives\""'
check reset_in_child 143 'sh -c "trap \"echo never\" TERM; sh -c \"kill -TERM \\\$\\\$\"" 2>/dev/null; echo $?'
check wait_interrupted '138 waited' 'sh -c "trap \"true\" USR1; sleep 1000 >/dev/null 2>&1 & p=\$!; (sleep 0.05; kill -USR1 \$\$) & wait \$p; echo \$? waited; kill \$p"'
check wait_status 7 'sh -c "exit 7" & wait $!; echo $?'
check wait_signal 137 'sleep 1000 & p=$!; kill -KILL $p; wait $p 2>/dev/null; echo $?'
check wait_unknown 127 'wait 99999; echo $?'
check int_of_group 'int' 'sh -c "trap \"echo int; exit 0\" INT; kill -INT \$\$; echo not here"'
check nested_exit 'inner|outer|5' 'sh -c "trap \"echo outer\" EXIT; (trap \"echo inner\" EXIT; exit 5); exit \$?"; echo $?'
check err_exit 'dies|1' 'sh -c "set -e; trap \"echo dies\" EXIT; false; echo never"; echo $?'
check list_traps "trap -- 'echo x' TERM" 'trap "echo x" TERM; trap'
check twice 'one|two' 'sh -c "trap \"echo one\" USR1; kill -USR1 \$\$; trap \"echo two\" USR1; kill -USR1 \$\$"'
check stopped_and_continued 'S T S' 'sleep 1000 & p=$!; state() { cut -d" " -f3 /proc/$p/stat; }
until [ "$(state)" = S ]; do sleep 0.01; done; a=S; kill -STOP $p
until [ "$(state)" = T ]; do sleep 0.01; done; b=T; kill -CONT $p
until [ "$(state)" = S ]; do sleep 0.01; done; echo $a $b S; kill $p'
verdict
