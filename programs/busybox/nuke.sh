# Program: nuke: removes trees
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u/v; touch t/a t/u/b
check gone 'gone' 'nuke t; test -e t || echo gone'
check missing '0' 'nuke none; echo $?'
verdict
