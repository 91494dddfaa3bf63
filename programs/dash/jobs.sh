# Program: dash: background jobs, wait for each, job numbers, parallel work in order
# Source: POSIX, wait; jobs; Shell Command Language, "Asynchronous Lists"
check each_status '3|4|5' 'for i in 3 4 5; do (exit $i) & eval p$i=$!; done; for i in 3 4 5; do eval "wait \$p$i"; echo $?; done'
check wait_all 'done' 'for i in 1 2 3 4 5 6; do sleep 0.0$i & done; wait; echo done'
check parallel '1 2 3 4' 'for i in 4 3 2 1; do (sleep 0.01; echo $i > out$i) & done; wait; echo $(cat out1 out2 out3 out4)'
check subshell_pid 'differ' 'a=$(sh -c "echo \$\$"); [ "$a" != $$ ] && echo differ'
check fifo_rendezvous 'a b c' 'mkfifo q; (for x in a b c; do echo $x; done > q) & echo $(cat q); wait'
check two_way 'ping pong' 'mkfifo to from; (read x < to; echo $x pong > from) & echo ping > to; read y < from; echo $y; wait'
check lock 100 'echo 0 > n; mkfifo token; exec 8<>token; echo >&8
worker() { for _ in 1 2 3 4 5 6 7 8 9 10; do read -r _ <&8; echo $(($(cat n) + 1)) > n; echo >&8; done; }
for _ in 1 2 3 4 5 6 7 8 9 10; do worker & done; wait; cat n'
check children_of_children 'grand' '(sh -c "sh -c \"echo grand\"")& wait'
check exec_replaces 'replaced' 'sh -c "exec echo replaced; echo never"'
check times '4' 'times | wc -w'
check ulimit '64' 'ulimit -n 64; sh -c "ulimit -n"'
check umask '0077 600' 'umask 077; : > private; echo $(umask) $(stat -c %a private)'
verdict
