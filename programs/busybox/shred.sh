# Program: shred: overwrites
# Source: BusyBox; POSIX, Shell and Utilities
echo secret > f
check overwrite '7|0[1]' 'shred f; stat -c %s f; grep -c secret f'
check remove 'gone' 'shred -u f; test -e f || echo gone'
check missing 'shred: can'"'"'t open '"'"'none'"'"': No such file or directory|1' 'shred none; echo $?'
verdict
