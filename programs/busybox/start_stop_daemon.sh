# Program: start-stop-daemon: services
# Source: BusyBox; POSIX, Shell and Utilities
check start 'started' 'start-stop-daemon -S -b -m -p /tmp/pidfile -x /bin/busybox -- sleep 500; until grep -qs "^/bin/busybox" /proc/$(cat /tmp/pidfile 2>/dev/null)/cmdline; do sleep 0.01; done; echo started'
check running 'running' 'kill -0 $(cat /tmp/pidfile) && echo running'
check twice '/bin/busybox is already running|1' 'start-stop-daemon -S -p /tmp/pidfile -x /bin/busybox -- sleep 500; echo $?'
check stop 'stopped process in pidfile '"'"'/tmp/pidfile'"'"' (pid N)|ended' 'start-stop-daemon -K -p /tmp/pidfile | sed "s/pid [0-9]*/pid N/"; while kill -0 $(cat /tmp/pidfile) 2>/dev/null; do sleep 0.01; done; echo ended'
check again 'start-stop-daemon: warning: killing process N: No such process' 'start-stop-daemon -K -p /tmp/pidfile 2>&1 | sed "s/process [0-9]*/process N/"'
verdict
