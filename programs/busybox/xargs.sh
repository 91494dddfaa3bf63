# Program: xargs: commands from words
# Source: BusyBox; POSIX, Shell and Utilities
check words 'got a b c' 'echo a b c | xargs echo got'
check each 'got a|got b' 'printf "a\nb\n" | xargs -n 1 echo got'
check replace '<x>|<y>' 'printf "x\ny\n" | xargs -I {} echo "<{}>"'
check zero 'a b|c' 'printf "a b\000c\000" | xargs -0 -n 1 echo'
check status '123' 'echo x | xargs false; echo $?'
check many '3000' 'seq 1 3000 | xargs echo | wc -w'
check empty '0' 'printf "" | xargs -r echo never; echo $?'
check quotes 'a b|c' 'echo "\"a b\" c" | xargs -n 1 echo'
verdict
