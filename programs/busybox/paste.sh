# Program: paste: joins lines
# Source: BusyBox; POSIX, Shell and Utilities
printf '1\n2\n3\n' > a; printf 'x\ny\n' > b
check columns '1	x|2	y|3	' 'paste a b'
check delimiter '1:x|2:y|3:' 'paste -d : a b'
check serial '1,2,3' 'paste -s -d , a'
check stdin '1	2	3|4	5	6' 'seq 1 6 | paste - - -'
verdict
