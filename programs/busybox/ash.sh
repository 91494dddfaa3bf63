# Program: ash: the shell: arithmetic, functions, case, loops, parameter expansion and exit status
# Source: BusyBox; POSIX, Shell and Utilities
check arithmetic '2 1024 24' 'echo $((7 * 6 % 5)) $((1 << 10)) $((010 + 0x10))'
check function 'got word|3' 'f() { local x=$1; echo "got $x"; return 3; }; f word; echo $?'
check case 'A|B|other' 'for w in apple bat cow; do case $w in a*) echo A;; ?at) echo B;; *) echo other;; esac; done'
check expansion 'file.txt path/to/file 16 path/from/file.txt default' 'v=path/to/file.txt; echo ${v##*/} ${v%.txt} ${#v} ${v/to/from} ${unset:-default}'
check loop '1|3' 'i=0; while [ $i -lt 5 ]; do i=$((i + 1)); [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done'
check heredoc 'after' 'x=1; cat <<END; echo after$NOTHING'
check status '7|or|and' '(exit 7); echo $?; false || echo or; true && echo and'
check subshell '2|1' 'x=1; (x=2; echo $x); echo $x'
check trap 'term|on|bye' 'sh -c "trap \"echo bye\" EXIT; trap \"echo term\" TERM; kill -TERM \$\$; echo on"'
verdict
