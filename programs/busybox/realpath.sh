# Program: realpath: paths without links
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p a/b; ln -s a/b l
check link '/tmp/a/b' 'realpath l'
check dots '/tmp/a/b' 'realpath a/../a/./b'
check missing 'realpath: none/none: No such file or directory|1' 'realpath none/none; echo $?'
check root '/' 'realpath /../..'
verdict
