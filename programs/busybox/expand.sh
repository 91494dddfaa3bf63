# Program: expand: tabs
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\tb\tc\n\tx\n' > f
check spaces 'a       b       c|        x' 'expand f'
check four 'a   b   c|    x' 'expand -t 4 f'
check unexpand '0000000   a  \t   b  \t   c  \n  \t   x  \n|0000011' 'expand f | unexpand -a | od -c'
check initial '0000000                                   a  \t   b  \n|0000014' 'printf "\ta\tb\n" | expand -i | od -c'
verdict
