# Program: nc: bytes over loopback
# Source: BusyBox; POSIX, Shell and Utilities
check tcp 'over tcp' 'nc -l -p 7000 -e sh -c "cat > got" & listening 7000; echo "over tcp" | nc 127.0.0.1 7000; wait $!; cat got'
check answer 'answer to question' 'nc -l -p 7001 -e sh -c "read q; echo answer to \$q" & listening 7001; echo question | nc 127.0.0.1 7001; wait'
check large 'same' 'seq 1 30000 > big; nc -l -p 7002 -e sh -c "cat > copy" & listening 7002; nc 127.0.0.1 7002 < big; wait $!; cmp big copy && echo same'
check refused 'nc: can'"'"'t connect to remote host (127.0.0.1): Connection refused|1' 'nc 127.0.0.1 7004 </dev/null; echo $?'
check by_name 'named' 'nc -l -p 7005 -e echo named & listening 7005; nc localhost 7005 </dev/null; wait'
verdict
