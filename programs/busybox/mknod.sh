# Program: mknod: nodes
# Source: BusyBox; POSIX, Shell and Utilities
check fifo 'fifo' 'mknod p p; stat -c %F p'
check device 'mknod: n: Operation not permitted|1' 'mknod n c 1 3; echo $?'
check missing_numbers 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.||Usage: mknod [-m MODE] NAME TYPE [MAJOR MINOR]||Create a special file (block, character, or pipe)||	-m MODE	Creation mode (default a=rw)|TYPE:|	b	Block device|	c or u	Character device|	p	Named pipe (MAJOR MINOR must be omitted)|1' 'mknod x c; echo $?'
verdict
