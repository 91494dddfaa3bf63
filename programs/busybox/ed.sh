# Program: ed: a line editor
# Source: BusyBox; POSIX, Shell and Utilities
printf 'one\ntwo\nthree\n' > f
check print '14|two|ed: unimplemented command' 'printf "2p\n,n\nq\n" | ed f'
check change '14|14|one|TWO|three' 'printf "2s/two/TWO/\n1i\nzero\n.\nw\nq\n" | ed f; cat f'
check delete '14|6|three' 'printf "1,2d\nw\nq\n" | ed f; cat f'
check unknown '6|ed: unimplemented command' 'printf "x\nq\n" | ed f'
verdict
