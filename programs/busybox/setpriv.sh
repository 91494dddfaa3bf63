# Program: setpriv: rights
# Source: BusyBox; POSIX, Shell and Utilities
check no_new 'NoNewPrivs:	1' 'setpriv --nnp grep NoNewPrivs /proc/self/status'
check dump 'uid: 0|euid: 0' 'setpriv -d | head -n 2'
verdict
