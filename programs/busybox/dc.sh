# Program: dc: a stack of numbers
# Source: BusyBox; POSIX, Shell and Utilities
check add '5' 'echo "2 3 + p" | dc'
check stack '3|2|1' 'echo "1 2 3 f" | dc'
check power '18446744073709551616' 'echo "2 64 ^ p" | dc'
check register '25' 'echo "5 sa la la * p" | dc'
check radix 'FF' 'echo "16 o 255 p" | dc'
verdict
