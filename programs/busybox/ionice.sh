# Program: ionice: and nice classes
# Source: BusyBox; POSIX, Shell and Utilities
check own 'none' 'ionice | cut -d: -f1'
check run 'ran' 'ionice -c 3 echo ran'
verdict
