# Program: strings: texts in binaries
# Source: BusyBox; POSIX, Shell and Utilities
printf '\001hello\002\003ab\000world wide\377' > f
check four 'hello|world wide' 'strings f'
check shorter 'hello|ab|world wide' 'strings -n 2 f'
check offset '      1 hello|     11 world wide' 'strings -t d f'
check busybox '1' 'strings /bin/busybox | grep -c "^BusyBox v"'
verdict
