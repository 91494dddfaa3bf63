# Program: cut: takes fields, characters and ranges of each line
# Source: BusyBox; POSIX, Shell and Utilities
printf 'a:b:c\nd:e:f\n' > in
check field 'b|e' 'cut -d: -f2 in'
check range 'a:b|d:e' 'cut -d: -f1-2 in'
check open_range 'b:c|e:f' 'cut -d: -f2- in'
check characters 'ab|de' 'cut -d: -f1,2 in | cut -c1,3'
check only_delimited 'x' 'printf "x y\nnone\n" | cut -s -d " " -f1'
check missing 'cut: nothing: No such file or directory[1]' 'cut -d: -f1 nothing'
verdict
