# Program: bc: arbitrary precision
# Source: BusyBox; POSIX, Shell and Utilities
check product '121932631112635269' 'echo "123456789 * 987654321" | bc'
check scale '.14285714285714285714' 'echo "scale=20; 1 / 7" | bc'
check power '1267650600228229401496703205376' 'echo "2 ^ 100" | bc'
check base 'FF|A' 'echo "obase=16; 255; ibase=2; 1010" | bc'
check function '144' 'printf "define f(n) { if (n < 2) return n; return f(n-1) + f(n-2); }\nf(12)\n" | bc'
check sqrt '1.4142135623' 'echo "scale=10; sqrt(2)" | bc'
verdict
