# Program: dirname: strips the last part
# Source: BusyBox; POSIX, Shell and Utilities
check plain '/usr/lib' 'dirname /usr/lib/file'
check relative '.|a' 'dirname file; dirname a/b'
check root '/|//' 'dirname /; dirname //a'
check trailing '/usr' 'dirname /usr/lib/'
verdict
