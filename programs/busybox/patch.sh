# Program: patch: applies differences
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\nb\nc\nd\ne\n' > f; sed 's/c/C/' f > g; diff -u f g > p
check apply 'patching file f|a|b|C|d|e' 'patch f p; cat f'
check again_reverse 'patching file f|a|b|c|d|e' 'patch -R f p; cat f'
check offset 'patching file f|zero|a|b|C|d|e' 'sed -i "1i zero" f; patch f p; cat f'
check wrong 'patching file f|Hunk 1 FAILED 1/1.| a| b|-c|+C| d| e|1' 'printf "x\n" > f; patch f p; echo $?'
check dry 'patching file h|untouched' 'cp g h; patch -R --dry-run h p; cmp g h && echo untouched'
verdict
