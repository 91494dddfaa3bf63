# Program: nproc: processors
# Source: BusyBox; POSIX, Shell and Utilities
check some 'some' 'test $(nproc) -ge 1 && echo some'
check ignore '1' 'nproc --ignore=1000'
verdict
