# Program: awk: fields, patterns, arrays, functions and printf
# Source: BusyBox; POSIX, Shell and Utilities
printf 'ann 30 x\nbob 25 y\ncid 41 x\n' > people
check fields '30 ann|25 bob|41 cid' 'awk "{ print \$2, \$1 }" people'
check sum '96 3 32' 'awk "{ s += \$2 } END { print s, NR, s / NR }" people'
check pattern 'cid 41 x' 'awk "\$3 == \"x\" && \$2 > 30" people'
check group 'x 2|y 1' 'awk "{ n[\$3]++ } END { for (k in n) print k, n[k] }" people | sort'
check printf '03.14|ab   |ff|A' 'awk "BEGIN { printf \"%05.2f|%-5s|%x|%c\n\", 3.14159, \"ab\", 255, 65 }"'
check split '3 c ell 3 X' 'awk "BEGIN { n = split(\"a:b:c\", p, \":\"); print n, p[3], substr(\"hello\", 2, 3), index(\"hello\", \"l\"), toupper(\"x\") }"'
check sub 'a-b-c|5' 'echo "aXbXc" | awk "{ gsub(/X/, \"-\"); print; print length(\$0) }"'
check function '610' 'awk "function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) } BEGIN { print f(15) }"'
check math 'awk: cmd. line:1: Math support is not compiled in[1]' 'awk "BEGIN { printf \"%.6f %d %d %s\n\", 2 ^ 0.5 * 3, int(-3.7), 17 % 5, 1e6 }"'
check getline '' 'awk "BEGIN { while ((\"echo one; echo two\" | getline line) > 0) print \"<\" line \">\" }"'
verdict
