# Program: mkdir: directories and parents
# Source: BusyBox; POSIX, Shell and Utilities
check plain '755' 'mkdir a; stat -c %a a'
check parents 'b|b/c|b/c/d' 'mkdir -p b/c/d; find b'
check mode '700' 'mkdir -m 700 e; stat -c %a e'
check again 'mkdir: can'"'"'t create directory '"'"'a'"'"': File exists|1' 'mkdir a; echo $?'
check again_parents 'fine' 'mkdir -p a && echo fine'
check no_parent 'mkdir: can'"'"'t create directory '"'"'x/y'"'"': No such file or directory|1' 'mkdir x/y; echo $?'
check umask '700' 'umask 077; mkdir u; stat -c %a u'
verdict
