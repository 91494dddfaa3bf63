# Program: sha1sum: and its kin
# Source: BusyBox; POSIX, Shell and Utilities
printf 'abc' > a
check sha1 'a9993e364706816aba3e25717850c26c9cd0d89d  a' 'sha1sum a'
check sha256 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a' 'sha256sum a'
check sha512 'ddaf35a193617abacc417349ae20413112e6fa4e' 'sha512sum a | cut -c 1-40'
check sha3 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf  a' 'sha3sum a'
check check 'a: OK' 'sha256sum a > s; sha256sum -c s'
check wrong 'a: FAILED|sha256sum: WARNING: 1 of 1 computed checksums did NOT match|1' 'printf x > a; sha256sum -c s; echo $?'
check long '963e5bc9acda937890f65d420f3902e4a5610dff  -' 'seq 1 5000 | sha1sum'
verdict
