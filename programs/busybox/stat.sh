# Program: stat: what inodes say
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello' > f; chmod 640 f; ln -s f l; mkdir d; touch -d '2010-10-10 10:10:10' f; mkfifo p
check file 'f 5 640 -rw-r----- regular file 1 0 0' 'stat -c "%n %s %a %A %F %h %u %g" f'
check times '1286705410 1286705410|2010-10-10 10:10:10.000000000 +0000' 'stat -c "%X %Y" f; stat -c %y f'
check link ''"'"'l'"'"' -> '"'"'f'"'"' symbolic link 1|regular file 5' 'stat -c "%N %F %s" l; stat -L -c "%F %s" l'
check directory 'directory 2' 'stat -c "%F %h" d'
check fifo 'fifo' 'stat -c %F p'
check device 'character special file 1 3' 'stat -c "%F %t %T" /dev/null'
check blocks '8 512 4096' 'stat -c "%b %B %o" f'
check file_system 'tmpfs 4096' 'stat -f -c "%T %s" /tmp'
check missing 'stat: can'"'"'t stat '"'"'none'"'"': No such file or directory|1' 'stat none; echo $?'
verdict
