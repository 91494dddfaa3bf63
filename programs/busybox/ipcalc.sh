# Program: ipcalc: networks
# Source: BusyBox; POSIX, Shell and Utilities
check mask 'NETMASK=255.255.255.0' 'ipcalc -m 192.168.1.17/24'
check broadcast 'ipcalc: invalid number '"'"'255.255.0.0'"'"'[1]' 'ipcalc -b 10.1.2.3/255.255.0.0'
check network 'NETWORK=172.16.0.0' 'ipcalc -n 172.16.99.1/12'
check prefix 'PREFIX=25' 'ipcalc -p 192.168.1.1 255.255.255.128'
verdict
