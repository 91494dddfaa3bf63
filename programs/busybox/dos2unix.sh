# Program: dos2unix: line ends
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a\r\nb\r\n' > f
check there '0000000   a  \n   b  \n|0000004' 'dos2unix f; od -c f'
check back '0000000   a  \r  \n   b  \r  \n|0000006' 'unix2dos f; od -c f'
check stdin '0000000   x  \n|0000002' 'printf "x\r\n" | dos2unix | od -c'
verdict
