# Program: free: memory in use
# Source: BusyBox; POSIX, Shell and Utilities
check rows 'total|Mem:' 'free | awk "{ print \$1 }" | head -n 2'
check sane '1 1' 'free | awk "/Mem:/ { print (\$2 > 1000), (\$3 <= \$2) }"'
verdict
