# Program: unshare: namespaces
# Source: BusyBox; POSIX, Shell and Utilities
check uts 'inner|contracts' 'unshare -u sh -c "hostname inner; hostname"; hostname'
check mount 'x' 'mkdir m; unshare -m sh -c "mount -t tmpfs none m; touch m/x; ls m"; ls m'
check pid '1' 'unshare -p -f sh -c "echo \$\$"'
verdict
