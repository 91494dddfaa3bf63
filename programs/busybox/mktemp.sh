# Program: mktemp: new names
# Source: BusyBox; POSIX, Shell and Utilities
check file '600 0' 'f=$(mktemp); test -f $f && stat -c "%a %s" $f'
check directory '700 directory' 'd=$(mktemp -d); stat -c "%a %F" $d'
check template './x.random' 'mktemp ./x.XXXXXX | sed "s/[A-Za-z0-9]*$/random/"'
check differ 'different' 'test $(mktemp) != $(mktemp) && echo different'
check bad 'mktemp: (null): Invalid argument|1' 'mktemp ./noX; echo $?'
verdict
