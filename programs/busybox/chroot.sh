# Program: chroot: another root
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p root/bin; cp /bin/busybox root/bin/; echo inside > root/file
check run 'inside' 'chroot root /bin/busybox cat /file'
check pwd '/' 'chroot root /bin/busybox pwd'
check escape 'bin|file' 'chroot root /bin/busybox ls ../../..'
check missing 'chroot: can'"'"'t execute '"'"'/none'"'"': No such file or directory|127' 'chroot root /none; echo $?'
verdict
