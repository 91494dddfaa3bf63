# Program: tail: ends
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 100 > f
check ten '91' 'tail f | head -n 1'
check lines '99|100' 'tail -n 2 f'
check from '98|99|100' 'tail -n +98 f'
check bytes '100' 'tail -c 4 f'
check names '==> f <==|100||==> f <==|100' 'tail -n 1 f f'
check follow '100|new' ': > out; tail -n 1 -f f > out & p=$!; until grep -q 100 out; do sleep 0.01; done; echo new >> f; until grep -q new out; do sleep 0.01; done; kill $p; wait $p 2>/dev/null; cat out'
verdict
