# Program: rmdir: empty directories
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p a/b/c full; touch full/x
check plain 'a|a/b' 'rmdir a/b/c; find a'
check parents 'full' 'rmdir -p a/b; ls'
check full 'rmdir: '"'"'full'"'"': Directory not empty|1' 'rmdir full; echo $?'
check file 'rmdir: '"'"'full/x'"'"': Not a directory|1' 'rmdir full/x; echo $?'
verdict
