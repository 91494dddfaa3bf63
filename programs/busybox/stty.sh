# Program: stty: no terminal
# Source: BusyBox; POSIX, Shell and Utilities
check none 'stty: standard input: Inappropriate ioctl for device|1' 'stty; echo $?'
check size 'stty: standard input: Inappropriate ioctl for device|1' 'stty size; echo $?'
verdict
