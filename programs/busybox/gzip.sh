# Program: gzip: packs and unpacks
# Source: BusyBox; POSIX, Shell and Utilities
seq 1 3000 > numbers; cp numbers again
check pack 'again.gz' 'gzip again && ls again*'
check header ' 1f 8b 08' 'head -c 3 again.gz | od -An -tx1'
check smaller 'smaller' 'test $(stat -c %s again.gz) -lt 9000 && echo smaller'
check zcat 'ee9762749fc5338b6c9b0948d14219c7  -' 'zcat again.gz | md5sum'
check gunzip 'same' 'gunzip again.gz && cmp numbers again && echo same'
check pipe '3000' 'gzip -c numbers | gunzip -c | tail -n 1'
check best '13893' 'gzip -9 -c numbers | zcat | cksum 2>/dev/null || gzip -9 -c numbers | zcat | wc -c'
check test 'fine' 'gzip -c numbers > t.gz; gzip -t t.gz && echo fine'
check damaged 'gunzip: corrupted data|1' 'printf "\037\213nothing" | gunzip -c >/dev/null; echo $?'
check keep 'numbers|numbers.gz' 'gzip -k numbers; ls numbers*'
verdict
