# Program: uptime: since when
# Source: BusyBox; POSIX, Shell and Utilities
check up '1' 'uptime | grep -c "up"'
check load '1' 'uptime | grep -c "load average"'
check number '2 1' 'awk "{ print NF, (\$1 >= 0) }" /proc/uptime'
verdict
