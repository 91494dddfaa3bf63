# Program: run-parts: every program of a folder
# Source: BusyBox; POSIX, Shell and Utilities
mkdir parts; printf '#!/bin/busybox sh\necho first $1\n' > parts/10one; printf '#!/bin/busybox sh\necho second; exit 3\n' > parts/20two; echo not > parts/readme.txt; chmod 755 parts/10one parts/20two
check test 'parts/10one|parts/20two' 'run-parts --test parts'
check run 'first arg|second|run-parts: parts/20two: exit status 3|1' 'run-parts -a arg parts; echo $?'
check reverse 'second|run-parts: parts/20two: exit status 3|first[1]' 'run-parts --reverse parts'
check missing 'run-parts: none: No such file or directory|0' 'run-parts none; echo $?'
verdict
