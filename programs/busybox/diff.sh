# Program: diff: compares files and trees
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\nb\nc\nd\n' > one; printf 'a\nB\nc\nd\ne\n' > two; mkdir p q; cp one p/f; cp two q/f; touch p/only
check unified '--- one|+++ two|@@ -1,4 +1,5 @@| a|-b|+B| c| d|+e[1]' 'diff -u -L one -L two one two'
check quiet 'Files one and two differ[1]' 'diff -q one two'
check same 'same' 'diff one one && echo same'
check tree 'Files p/f and q/f differ|Only in p: only[1]' 'diff -rq p q'
check ignore_case '--- one|+++ two|@@ -2,3 +2,4 @@' 'diff -i one two | head -n 3'
check blanks 'same' 'printf "a  b\n" > x; printf "a b\n" > y; diff -b x y && echo same'
verdict
