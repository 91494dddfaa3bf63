# Program: dd: blocks, offsets, conversions
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 1000 > in
check copy 'same' 'dd if=in of=out bs=100 2>/dev/null; cmp in out && echo same'
check skip '6|7|8|9' 'dd if=in bs=1 skip=10 count=7 2>/dev/null'
check seek 'abXYef' 'printf abcdef > s; printf XY | dd of=s bs=1 seek=2 conv=notrunc 2>/dev/null; cat s'
check zeros '3072' 'dd if=/dev/zero bs=1k count=3 2>/dev/null | wc -c'
check report '7+1 records in|7+1 records out' 'dd if=in of=/dev/null bs=512 2>&1 | head -n 2'
check short '0+1 records in' 'dd if=in bs=4k count=1 of=/dev/null 2>&1 | head -n 1'
check full 'dd: error writing '"'"'/dev/full'"'"': No space left on device|1+0 records in|0+0 records out|1' 'dd if=in of=/dev/full bs=512; echo $?'
check sparse '1000000 0' 'dd if=/dev/null of=sp bs=1 seek=1000000 2>/dev/null; stat -c "%s %b" sp'
verdict
