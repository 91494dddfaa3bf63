# Program: cat: joins files
# Source: BusyBox; POSIX, Shell and Utilities
printf 'one\n' > a; printf 'two\nthree' > b
check join 'one|two|three' 'cat a b'
check stdin 'one|in|two|three' 'echo in | cat a - b'
check number '     1	one|     2	two|     3	three' 'cat -n a b'
check show_ends 'a^Ib$|^A' 'printf "a\tb\n\001" | cat -A'
check missing 'one|cat: can'"'"'t open '"'"'none'"'"': No such file or directory|two|three[1]' 'cat a none b'
verdict
