# Program: base64: encodes and decodes
# Source: BusyBox; POSIX, Shell and Utilities
check encode 'aGVsbG8gd29ybGQ=' 'printf "hello world" | base64'
check decode 'hello world' 'echo aGVsbG8gd29ybGQ= | base64 -d'
check wrapped 'MQoyCjMKNAo1CjYKNwo4CjkKMTAKMTEKMTIKMTMK|MTQKMTUKMTYKMTcKMTgKMTkKMjAKMjEKMjIKMjMK|MjQKMjUKMjYKMjcKMjgKMjkKMzAKMzEKMzIKMzMK|MzQKMzUKMzYKMzcKMzgKMzkKNDAK' 'seq 1 40 | base64 -w 40'
check binary 'AP+A' 'printf "\000\377\200" | base64'
check round_trip '53d025127ae99ab79e8502aae2d9bea6  -' 'seq 1 1000 | base64 | base64 -d | md5sum'
verdict
