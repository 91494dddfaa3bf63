# Program: sort: orders lines
# Source: BusyBox; POSIX, Shell and Utilities
printf 'b 10\na 9\nc 100\na 2\n' > f
check plain 'a 2|a 9|b 10|c 100' 'sort f'
check numeric 'a 2|a 9|b 10|c 100' 'sort -k2n f'
check reverse 'c 100|b 10|a 9|a 2' 'sort -r f'
check unique 'x|y' 'printf "x\ny\nx\n" | sort -u'
check key 'a 9|a 2|b 10|c 100' 'sort -k1,1 -s f'
check separator 'b:1|a:3' 'printf "a:3\nb:1\n" | sort -t: -k2'
check check 'Check line 1|1' 'sort -c f; echo $?'
check output 'a 2' 'sort -o f f; head -n 1 f'
check months 'Jan|Feb|Mar' 'printf "Mar\nJan\nFeb\n" | sort -M'
check many '1' 'seq 2000 -1 1 | sort -n | head -n 1'
verdict
