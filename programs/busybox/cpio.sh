# Program: cpio: archives
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u; echo one > t/a; seq 1 500 > t/u/b; ln -s a t/l; touch -d "2020-01-02 00:00:00" t/a t/u/b
check pack 'packed' 'find t | sort | cpio -o -H newc > ar 2>/dev/null; test -s ar && echo packed'
check list 't|t/a|t/l|t/u|t/u/b' 'cpio -t < ar 2>/dev/null'
check unpack 'same' 'mkdir o; (cd o; cpio -id < ../ar) 2>/dev/null; diff -r t o/t && echo same'
check link 'a' 'readlink o/t/l'
check preserved '1577923200' 'mkdir p; (cd p; cpio -idm < ../ar) 2>/dev/null; stat -c %Y p/t/a'
verdict
