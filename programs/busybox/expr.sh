# Program: expr: sums and matches
# Source: BusyBox; POSIX, Shell and Utilities
check sum '11' 'expr 3 + 4 "*" 2'
check compare '1|1' 'expr 3 "<" 20; expr abc "<" abd'
check match 'file' 'expr "file.txt" : "\(.*\)\.txt"'
check length '5|ell|3' 'expr length "hello" ; expr substr "hello" 2 3; expr index hello l'
check zero '0|1' 'expr 3 - 3; echo $?'
check divide_by_zero 'expr: division by zero|2' 'expr 1 / 0; echo $?'
verdict
