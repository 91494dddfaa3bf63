# Program: dash: pipelines, redirections, substitution, pipe status
# Source: POSIX, Shell Command Language
check pipeline 5 'seq 1 10 | tail -n 6 | head -n 5 | wc -l'
check last_status '3|0' 'true | sh -c "exit 3"; echo $?; false | true; echo $?'
check substitution 'ab-cd' 'echo "$(printf ab)-$(echo cd)"'
check nested 'inner outer' 'echo $(echo $(echo inner) outer)'
check here_in_pipe 3 'cat <<END | wc -l
one
two
three
END'
check expansion 'x is 5 and $x stays|x is $x' 'x=5; cat <<END
x is $x and \$x stays
END
cat <<"END"
x is $x
END'
check tabs 'no tab' "cat <<-END
	no tab
	END"
check append 'one|two' 'echo one > f; echo two >> f; cat f'
check noclobber 'dash.pipes: 1: eval: cannot create f: File exists[2]' 'set -C; echo three > f'
check both 'out|err' '{ echo out; echo err >&2; } > both 2>&1; cat both'
check swap 'err' '{ echo out; echo err >&2; } 3>&1 1>/dev/null 2>&3'
check descriptors 'first|second' 'exec 5> g; echo first >&5; echo second >&5; exec 5>&-; cat g'
check closed 'dash.pipes: 1: eval: 7: Bad file descriptor[2]' 'echo x >&7'
check read_loop 'a+b|c+d' 'printf "a b\nc d\n" | while read -r x y; do echo "$x+$y"; done'
check many_pipes 20000 'seq 1 20000 | cat | cat | cat | cat | cat | wc -l'
check broken_pipe 'y' 'yes | head -n 1'
check sigpipe 141 '(sh -c "yes; echo \$? >&2" | head -n 1) 2>&1 >/dev/null'
check field_splitting '[a] [b] [c d]' 'set -- a b "c d"; printf "[%s] " "$@" | sed "s/ $//"'
check dev_fd 'through' 'echo through | cat /dev/fd/0'
verdict
