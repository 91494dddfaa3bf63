# Program: basename: strips folder and suffix
# Source: BusyBox; POSIX, Shell and Utilities
check plain 'file.so' 'basename /usr/lib/file.so'
check suffix 'file' 'basename /usr/lib/file.so .so'
check slashes 'lib' 'basename /usr/lib///'
check root '/' 'basename /'
check all_suffix '.so' 'basename .so .so'
verdict
