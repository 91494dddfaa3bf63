# Program: lzma: and xz streams
# Source: BusyBox; POSIX, Shell and Utilities
echo /Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABFABVdADQZSe6N6RLmFA6/udJnpXXX8ioAAAAAAAC/JVImpqJ7fgABMUY8VmR5H7bzfQEAAAAABFla | base64 -d > h.xz; echo XQAAgAD//////////wA0GUnujekS5hQOv7l4wqGoqkEqsPx3///3cIAA | base64 -d > h.lzma
check xzcat 'hello from xz|hello from xz|hello from xz|hello from xz|hello from xz|0' 'xzcat h.xz; echo $?'
check unxz 'k|hello from xz' 'cp h.xz k.xz; unxz k.xz; ls k*; head -n 1 k'
check lzcat '5' 'lzcat h.lzma | wc -l'
check damaged 'unxz: corrupted data|1' 'printf "\3757zXZ\000 nothing" | unxz -c >/dev/null; echo $?'
check no_lzma 'unlzma: bad lzma header|1' 'echo text | unlzma -c; echo $?'
verdict
