# Program: cp: copies files, trees, links and modes
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u; echo one > t/a; echo two > t/u/b; ln -s a t/l; chmod 741 t/a; touch -d '2001-02-03 04:05:06' t/a
check file 'one|741' 'cp t/a x; cat x; stat -c %a x'
check preserve '741 981173106' 'cp -p t/a y; stat -c "%a %Y" y'
check tree 'r|r/a|r/l|r/u|r/u/b' 'cp -r t r; find r | sort'
check archive 'a|741 981173106' 'cp -a t z; readlink z/l; stat -c "%a %Y" z/a'
check into 'a|b' 'mkdir into; cp t/a t/u/b into; ls into'
check same 'cp: '"'"'t/a'"'"' and '"'"'t/a'"'"' are the same file[1]' 'cp t/a t/a'
check directory 'cp: omitting directory '"'"'t'"'"'|1' 'cp t somewhere; echo $?'
check link '2|t/a' 'cp -l t/a hard; stat -c %h t/a; cp -s t/a soft 2>&1; readlink soft'
verdict
