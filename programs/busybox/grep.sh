# Program: grep: searches lines
# Source: BusyBox; POSIX, Shell and Utilities
printf 'alpha\nbeta\ngamma\nAlphabet\n' > f; mkdir d; echo alpha > d/x; echo none > d/y
check plain 'alpha' 'grep alpha f'
check ignore_case 'alpha|Alphabet' 'grep -i alpha f'
check invert '1' 'grep -v a f; echo $?'
check count '4' 'grep -c a f'
check numbered '2:beta' 'grep -n "^b" f'
check only 'al|am' 'grep -o "a[lm]" f'
check context 'alpha|beta|gamma' 'grep -B1 -A1 beta f'
check recursive 'd/x:alpha' 'grep -r alpha d'
check names 'd/x|f' 'grep -l alpha d/x d/y f'
check expression 'alpha|gamma|alpha' 'grep -E "(alpha|gamma)$" f; grep -w alpha f'
check missing 'grep: nowhere: No such file or directory|2' 'grep x nowhere; echo $?'
verdict
