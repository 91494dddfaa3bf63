# Program: factor: prime factors
# Source: BusyBox; POSIX, Shell and Utilities
check small '12: 2 2 3|97: 97|1:' 'factor 12 97 1'
check large '1234567890123: 3 3541 116216501' 'factor 1234567890123'
check power '4294967296: 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2' 'factor 4294967296'
check bad 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.||Usage: factor [NUMBER]...||Print prime factors|1' 'factor x; echo $?'
verdict
