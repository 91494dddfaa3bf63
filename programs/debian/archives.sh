# Program: tar with gzip, bzip2 and xz: trees packed, listed, unpacked; damage is seen
# Source: GNU tar, gzip, bzip2, xz
mkdir -p tree/sub/deep
for i in 1 2 3 4 5 6 7 8; do seq $i 700 > tree/file$i; done
ln -s ../file1 tree/sub/link
ln tree/file2 tree/sub/hard
chmod 741 tree/file3
touch -d '2003-03-03 03:03:03' tree/file4 tree/sub/deep
find tree -exec touch -h -d '2004-05-06 07:08:09' {} +
check create '' 'tar cf plain.tar tree'
check list '13' 'tar tf plain.tar | wc -l'
check verbose '-rwxr----x|lrwxrwxrwx' 'tar tvf plain.tar tree/file3 tree/sub/link | cut -d" " -f1'
check extract '' 'mkdir out; tar xf plain.tar -C out; diff -r tree out/tree'
check preserved '741 1083827289 2' 'stat -c "%a %Y" out/tree/file3 | tr "\n" " "; stat -c %h out/tree/file2'
check exclude '11' 'tar cf - --exclude=sub/deep --exclude=file5 tree | tar tf - | wc -l'
check append '14' 'echo more > more; tar rf plain.tar more; tar tf plain.tar | wc -l'
check update 'tree/file6' 'echo changed >> tree/file6; tar df plain.tar 2>/dev/null | grep -o "tree/file6" | sort -u'
check transform 'other/file1' 'tar cf - --transform "s/^tree/other/" tree | tar tf - | grep "file1$"'
check gzip '' 'tar czf t.gz tree; mkdir g; tar xzf t.gz -C g; diff -r tree g/tree'
check bzip2 '' 'tar cjf t.bz2 tree; mkdir b; tar xjf t.bz2 -C b; diff -r tree b/tree'
check xz '' 'tar cJf t.xz tree; mkdir x; tar xJf t.xz -C x; diff -r tree x/tree'
check by_itself '' 'mkdir a; tar xf t.xz -C a; diff -r tree a/tree'
check sizes 'xz < gzip' 'test $(stat -c %s t.xz) -lt $(stat -c %s t.gz) && echo "xz < gzip"'
check xz_test 'CRC64' 'xz -t t.xz; xz -l --robot t.xz | mawk "\$1 == \"file\" { print \$7 }"'
check threads '' 'xz -T2 -k --block-size=4096 -c tree/file1 | xz -dc | cmp - tree/file1'
check damage '|gzip: stdin: unexpected end of file[1]' 'head -c 500 t.gz | gzip -t'
check sparse '1000000' 'truncate -s 1000000 hole; tar cSf s.tar hole; rm hole; tar xf s.tar; stat -c %s hole'
check stdin 'from stdin' 'echo from stdin > in; tar cf - in | (cd out && tar xf - && cat in)'
verdict
