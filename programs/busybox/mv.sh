# Program: mv: moves and renames
# Source: BusyBox; POSIX, Shell and Utilities
echo a > a; echo b > b; mkdir d
check rename 'a|b|c|d' 'mv a c; cat c; ls'
check into 'c' 'mv c d; ls d'
check over 'b' 'mv b d/c; cat d/c'
check directory 'c' 'mv d e; ls e'
check into_itself 'mv: can'"'"'t rename '"'"'m'"'"': Invalid argument|1' 'mkdir -p m/n; mv m m/n; echo $?'
check missing 'mv: can'"'"'t rename '"'"'none'"'"': No such file or directory|1' 'mv none x; echo $?'
check no_clobber '2' 'echo 1 > x; echo 2 > y; mv -n x y; cat y'
verdict
