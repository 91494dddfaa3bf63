# Program: find: by name, type, size, time, with actions
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/a/b t/c; echo hello > t/a/one.txt; : > t/a/b/two.c; echo x > t/c/three.txt; ln -s ../a t/c/link; chmod 700 t/c; touch -d "2000-01-01 00:00:00" t/a/one.txt
check name 't/a/one.txt|t/c/three.txt' 'find t -name "*.txt" | sort'
check type 't|t/a|t/a/b|t/c|t/c/link' 'find t -type d | sort; find t -type l'
check size 't/a/one.txt|t/c/three.txt' 'find t -size +0c -type f | sort'
check empty 't/a/b/two.c' 'find t -empty'
check newer 't/a/one.txt' 'find t -type f ! -newer t/a/one.txt'
check depth 't|t/a|t/c|t/a/b/two.c' 'find t -maxdepth 1 | sort; find t -mindepth 3 | sort'
check exec 'hello|x|2' 'find t -name "*.txt" -exec cat {} ";" | sort; find t -name "*.txt" -exec echo {} + | wc -w'
check prune 't/c/three.txt' 'find t -name a -prune -o -type f -print'
check perm '1' 'find t -perm 700 | wc -l'
check delete 'gone' 'find t -name "two.c" -exec rm {} ";"; test -e t/a/b/two.c || echo gone'
check missing 'find: nowhere: No such file or directory|1' 'find nowhere; echo $?'
verdict
