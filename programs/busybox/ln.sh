# Program: ln: links, hard and symbolic
# Source: BusyBox; POSIX, Shell and Utilities
echo text > a; mkdir d
check hard '2' 'ln a b; stat -c %h b'
check symbolic 'a|text' 'ln -s a s; readlink s; cat s'
check force 'd' 'ln -sf d s; readlink s'
check no_dereference 'a' 'ln -sfn a s; readlink s'
check into '../a|text' 'ln -s ../a d; readlink d/a; cat d/a'
check dangling 'cat: can'"'"'t open '"'"'x'"'"': No such file or directory|1' 'ln -s nowhere x; cat x; echo $?'
check directory 'ln: e: Operation not permitted|1' 'ln d e; echo $?'
verdict
