# Program: readlink: what links say
# Source: BusyBox; POSIX, Shell and Utilities
ln -s target l; echo x > target; ln -s l m; mkdir d; ln -s ../target d/up
check plain 'target|l' 'readlink l; readlink m'
check follow '/tmp/target|/tmp/target' 'readlink -f m; readlink -f d/up'
check no_link '1' 'readlink target; echo $?'
check missing '1' 'readlink -f none; readlink -f none/none; echo $?'
verdict
