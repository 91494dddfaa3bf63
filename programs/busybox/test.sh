# Program: test: what is true
# Source: BusyBox; POSIX, Shell and Utilities
: > e; echo x > f; mkdir d; ln -s f l; chmod 500 f
check files 'e f s r w x ' 'for t in e f d h L s r w x; do test -$t f && printf "$t "; done; echo'
check directory 'd|empty|link' 'test -d d && echo d; test -s e || echo empty; test -L l && echo link'
check strings 'eq|ne|z|n' 'test a = a && echo eq; test a != b && echo ne; test -z "" && echo z; test -n x && echo n'
check numbers 'lt|ge|eq' 'test 3 -lt 10 && echo lt; test 10 -ge 10 && echo ge; test 1 -eq 01 && echo eq'
check logic 'and|or|not' 'test 1 = 1 -a 2 = 2 && echo and; test 1 = 2 -o 2 = 2 && echo or; test ! x = y && echo not'
check newer 'newer|older' 'touch -d "2000-01-01 00:00:00" old; touch -d "2001-01-01 00:00:00" new; test new -nt old && echo newer; test old -ot new && echo older'
check terminal 'no terminal' 'test -t 0 || echo no terminal'
check brackets 'yes|1|glob' '[ a = a ] && echo yes; [ a = b ]; echo $?; [[ abc == a* ]] && echo glob'
check bad 'sh: x: bad number|2' 'test 1 -eq x; echo $?'
verdict
