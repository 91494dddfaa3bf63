# Program: hexdump: bytes in hexadecimal
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello, world\n\001\377' > f
check default '0000000 6568 6c6c 2c6f 7720 726f 646c 010a 00ff|000000f' 'hexdump f'
check canonical '00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a 01 ff     |hello, world...||0000000f' 'hexdump -C f'
check format '68 65 6c 6c|6f 2c 20 77|6f 72 6c 64|0a 01 ff   ' 'hexdump -e "4/1 \"%02x \" \"\n\"" f'
check offset '00000007  77 6f 72 6c 64                                    |world||0000000c' 'hexdump -s 7 -n 5 -C f'
check repeated '00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................||*|00000040' 'dd if=/dev/zero bs=64 count=1 2>/dev/null | hexdump -C'
verdict
