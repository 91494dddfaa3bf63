# Program: groups: and names
# Source: BusyBox; POSIX, Shell and Utilities
check root 'root' 'groups'
check of 'root' 'groups root'
verdict
