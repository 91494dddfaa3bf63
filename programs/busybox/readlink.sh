# Program: readlink: what links say
# Source: BusyBox; POSIX, Shell and Utilities
ln -s target l; echo x > target; ln -s l m; mkdir d; ln -s ../target d/up
check plain 'target|l' 'readlink l; readlink m'
check follow '/tmp/target|/tmp/target' 'tail -n 1 -f f > out & p=$!; until grep -q 100 out; do :; done; echo new >> f; until grep -q new out; do :; done; kill $p; wait $p 2>/dev/null; cat out'
check no_link '1' 'readlink target; echo $?'
check missing '1' 'readlink -f none; readlink -f none/none; echo $?'
verdict
