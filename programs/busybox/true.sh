# Program: true: and false
# Source: BusyBox; POSIX, Shell and Utilities
check true '0' 'true; echo $?'
check false '1' 'false; echo $?'
check arguments '0|1' 'true --help >/dev/null 2>&1; echo $?; false anything; echo $?'
verdict
