# Program: uuencode: and back
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello uu\n' > f; chmod 644 f
check encode 'begin 644 name|):&5L;&\@=74*|`|end' 'uuencode name < f'
check decode 'hello uu' 'uuencode -m name < f > e; uudecode -o - e'
check file 'hello uu' 'uuencode out < f | uudecode; cat out'
check bad 'uudecode: no '"'"'begin'"'"' line|1' 'echo nothing | uudecode; echo $?'
verdict
