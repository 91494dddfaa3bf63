# Program: bzip2: packs and unpacks
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 2000 > numbers; cp numbers again
check pack 'again.bz2' 'bzip2 again && ls again*'
check smaller 'smaller' 'test $(stat -c %s again.bz2) -lt 3000 && echo smaller'
check bzcat 'ea4d0a24dabcaa11f9aa979b872d162b  -' 'bzcat again.bz2 | md5sum'
check bunzip2 'again' 'bunzip2 again.bz2 && cmp numbers again && ls again*'
check to_stdout '2000' 'bzip2 -c numbers | bunzip2 -c | tail -n 1'
check damaged 'bunzip2: bunzip error -3|1' 'printf "BZh9 nothing" | bunzip2 -c >/dev/null; echo $?'
verdict
