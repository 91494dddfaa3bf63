# Program: xxd: dumps and back
# Source: BusyBox; POSIX, Shell and Utilities
printf 'hello world\n' > f
check dump '00000000: 6865 6c6c 6f20 776f 726c 640a            hello world.' 'xxd f'
check plain '68656c6c6f20776f726c640a' 'xxd -p f'
check back 'hello world' 'xxd -p f | xxd -r -p'
check length '00000002: 6c6c 6f20                                llo ' 'xxd -l 4 -s 2 f'
verdict
