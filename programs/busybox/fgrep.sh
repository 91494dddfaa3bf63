# Program: fgrep: fixed strings
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a.b\naxb\n*\n' > f
check dot 'a.b' 'fgrep a.b f'
check star '*' 'fgrep "*" f'
check list 'a.b|*' 'printf "a.b\n*\n" > p; fgrep -f p f'
check whole '*' 'fgrep -x "*" f'
verdict
