# Program: logname: sessions
# Source: BusyBox; POSIX, Shell and Utilities
check nobody 'logname: getlogin: No such device or address|1' 'logname; echo $?'
check who '0' 'who | wc -l'
check whoami 'root' 'whoami'
check tty 'not a tty|1' 'tty; echo $?'
verdict
