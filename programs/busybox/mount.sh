# Program: mount: what is mounted
# Source: BusyBox; POSIX, Shell and Utilities
check proc '1' 'mount | grep -c " /proc "'
check tmp 'tmpfs' 'mount | awk "\$3 == \"/tmp\" { print \$5 }"'
check bind 'x' 'mkdir a b; echo x > a/f; mount -o bind a b && cat b/f; umount b; ls b'
check tmpfs 'y' 'mkdir t; mount -t tmpfs none t && echo y > t/f && cat t/f; umount t; ls t'
check readonly 'touch: r/x: Read-only file system|1' 'mkdir r; mount -t tmpfs -o ro none r; touch r/x; echo $?; umount r'
check missing 'mount: mounting none on r failed: No such device|255' 'mount -t nothing none r; echo $?'
verdict
