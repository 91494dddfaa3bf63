# Program: GNU grep, sed, mawk, find, xargs, diff and bash over a tree of texts
# Source: POSIX, Shell and Utilities
mkdir -p src/lib src/bin
for i in $(seq 1 30); do
  printf 'int function_%d(int x) {\n  return x * %d; /* TODO: check */\n}\n' $i $((i * 3)) > src/lib/part$i.c
done
printf '#!/bin/sh\necho start\n' > src/bin/run
chmod 755 src/bin/run
check grep_count 30 'grep -rl TODO src | wc -l'
check grep_regex 'int function_7(int x) {' 'grep -rhE "function_7\(" src'
check grep_perl '42' 'echo "answer: 42" | grep -oP "(?<=answer: )\d+"'
check grep_context '3' 'grep -A1 -B1 "x \* 90" src/lib/part30.c | wc -l'
check grep_binary 'Binary file bin matches' 'printf "a\000b\n" > bin; grep b bin 2>&1 | sed "s/^grep: //;s/bin: binary file matches/Binary file bin matches/"'
check sed_all '30' 'sed -i "s/TODO/DONE/" src/lib/*.c; grep -l DONE src/lib/*.c | wc -l'
check sed_script '  return x \* 6; /\* DONE: check \*/' 'sed -n "2{s/[*]/\\\\*/g;p}" src/lib/part2.c'
check awk_sum '1395' 'mawk "/return/ { gsub(/;/, \"\", \$4); s += \$4 } END { print s }" src/lib/*.c'
check awk_arrays 'lib 30|run 1' 'find src -type f | mawk -F/ "{ n[\$2 == \"bin\" ? \$3 : \$2]++ } END { for (k in n) print k, n[k] }" | sort'
check find_names '11' 'find src -name "part[12]?.c" -o -name part3.c | sort | tail -n +11 | wc -l'
check find_exec '755' 'find src -type f -perm -u+x -exec stat -c %a {} +'
check find_size '31' 'find src -type f -size -2 -printf "%f %s\n" | wc -l'
check find_depth 'src/bin|src/lib' 'find src -mindepth 1 -maxdepth 1 -type d | sort'
check xargs '90' 'find src/lib -name "*.c" -print0 | xargs -0 cat | wc -l'
check xargs_parallel '30' 'ls src/lib | xargs -P 4 -n 5 echo | wc -w'
check diff '2c2' 'diff src/lib/part1.c src/lib/part2.c | sed -n 3,4p | head -n 0; diff <(seq 3) <(printf "1\nx\n3\n") | head -n 1'
check diff_tree 'Only in src/lib: new[1]' 'cp -r src old; touch src/lib/new; diff -r old src; echo; false'
check cmp 'differ: char 14, line 1' 'cmp src/lib/part1.c src/lib/part2.c | grep -o "differ.*"'
check bash_arrays '3 c|a b' 'a=(a b c); echo ${#a[@]} ${a[2]}; unset "a[2]"; echo ${a[*]}'
check bash_map '2' 'declare -A m=([x]=1 [y]=2); echo ${m[y]}'
check bash_regex 'part 12' '[[ part12.c =~ ^(part)([0-9]+) ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}'
check bash_process 'in out' 'read -r x < <(echo in); echo $x $(cat <(echo out))'
check bash_here_string '5' 'wc -c <<< four'
check bash_pipe_status '0 3 1' 'true | (exit 3) | false; echo ${PIPESTATUS[*]}'
check bash_coproc 'echoed' 'coproc cat; echo echoed >&${COPROC[1]}; read -r l <&${COPROC[0]}; echo $l; kill $COPROC_PID'
check bash_printf '  7|0x1f' 'printf "%3d\n%#x\n" 7 31'
check bash_substring 'LL|ell' 's=hello; t=${s:2:2}; echo ${t^^}; echo ${s:1:3}'
check bash_trap 'cleanup' 'bash -c "trap \"echo cleanup\" EXIT; exit 3" || true'
check bash_wait_n '4' '(sleep 0.01; exit 4) & wait -n; echo $?'
verdict
