# Program: hostid: and name of the machine
# Source: BusyBox; POSIX, Shell and Utilities
check identity '9' 'hostid | wc -c'
check name 'contracts' 'hostname'
check short 'contracts' 'hostname -s'
check domain '(none)' 'cat /proc/sys/kernel/domainname'
check changed 'other|other' 'hostname other && hostname; uname -n'
verdict
