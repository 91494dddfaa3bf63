# Program: df: free space of file systems
# Source: BusyBox; POSIX, Shell and Utilities
check columns '6 /tmp' 'df /tmp | awk "NR == 2 { print NF, \$6 }"'
check header 'Filesystem                Size      Used Available Use% Mounted on' 'df -h /tmp | head -n 1'
check inodes '6' 'df -i /tmp | awk "NR == 2 { print NF }"'
check missing 'Filesystem           1K-blocks      Used Available Use% Mounted on|df: /nowhere: can'"'"'t find mount point|1' 'df /nowhere; echo $?'
verdict
