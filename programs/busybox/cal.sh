# Program: cal: a month
# Source: BusyBox; POSIX, Shell and Utilities
check february '   February 2024|Su Mo Tu We Th Fr Sa|             1  2  3| 4  5  6  7  8  9 10|11 12 13 14 15 16 17|18 19 20 21 22 23 24|25 26 27 28 29|                     ' 'cal 2 2024'
check september '   September 1752|Su Mo Tu We Th Fr Sa|       1  2 14 15 16|17 18 19 20 21 22 23|24 25 26 27 28 29 30|                     |                     |                     ' 'cal 9 1752'
check year '                              2023                              ||      January               February               March        |Su Mo Tu We Th Fr Sa  Su Mo Tu We Th Fr Sa  Su Mo Tu We Th Fr Sa| 1  2  3  4  5  6  7            1  2  3  4            1  2  3  4' 'cal 2023 | head -n 5'
verdict
