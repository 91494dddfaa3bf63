# Program: link: hard links
# Source: BusyBox; POSIX, Shell and Utilities
echo text > a
check new 'text|2' 'link a b; cat b; stat -c %h a'
check same 'same' 'test a -ef b && echo same'
check exists 'link: can'"'"'t create hardlink '"'"'b'"'"' to '"'"'a'"'"': File exists|1' 'link a b; echo $?'
check unlink '1|a' 'unlink b; stat -c %h a; ls'
check missing 'unlink: can'"'"'t remove file '"'"'nothing'"'"': No such file or directory|1' 'unlink nothing; echo $?'
verdict
