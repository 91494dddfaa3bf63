# Program: ip: interfaces and addresses
# Source: BusyBox; POSIX, Shell and Utilities
check loopback '1' 'ip addr show lo | grep -c "127.0.0.1/8"'
check up '1' 'ip link show lo | grep -c "UP"'
check route '0' 'ip route; echo $?'
check ifconfig '1' 'ifconfig lo | grep -c "127.0.0.1"'
check ping '1 packets transmitted, 1 packets received' 'ping -c 1 -W 2 127.0.0.1 | tail -n 2 | head -n 1 | cut -d, -f1-2'
check netstat '1' 'nc -l -p 7100 & listening 7100; netstat -tln | grep -c ":7100"; kill $!'
verdict
