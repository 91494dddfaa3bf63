# Program: a tree of 2,000 files: made, found, copied, packed and unpacked, sorted, edited, compared, counted, dated
# Source: POSIX, find, cp, tar, sort, sed, awk, diff, du, ln, touch, dd; busybox(1)
export PATH=/bin
b=/bin/busybox
$b mkdir tree && cd tree || exit 1
i=0
while [ $i -lt 40 ]; do
  d=dir$i
  mkdir $d
  j=0
  while [ $j -lt 50 ]; do
    echo "file $((i * 50 + j)) of directory $i" > $d/f$j
    j=$((j + 1))
  done
  i=$((i + 1))
done
cd ..
check files 2000 sh -c '$0 find tree -type f | $0 wc -l' $b
check directories 41 sh -c '$0 find tree -type d | $0 wc -l' $b
check newest_first '' sh -c '$0 find tree -newer tree/dir39/f49 -type f' $b
check by_name 40 sh -c '$0 find tree -name f17 | $0 wc -l' $b
observe sorted sh -c '$0 find tree -name "f4?" | $0 sort -r | $0 md5sum' $b
observe all_text sh -c '$0 find tree -type f | $0 sort | $0 xargs $0 cat | $0 md5sum' $b
check touch_date '' sh -c '$0 find tree | $0 xargs $0 touch -d "2001-02-03 04:05:06"' $b
observe stat $b stat -c '%A %s %Y %n' tree/dir3/f7
ln -s ../dir1/f1 tree/dir2/link
ln tree/dir5/f5 tree/dir6/twin
chmod 640 tree/dir7/f7
check cp '' $b cp -a tree copy
check same '' $b diff -r tree copy
observe copied_dates sh -c '$0 stat -c "%Y %a %n" copy/dir7/f7 copy/dir3' $b
check copied_link ../dir1/f1 $b readlink copy/dir2/link
check tar '' sh -c 'mkdir unpacked && $0 tar cf - -C tree . | $0 tar xf - -C unpacked' $b
check unpacked_same '' $b diff -r tree unpacked
check twins_stay twins sh -c '[ unpacked/dir5/f5 -ef unpacked/dir6/twin ] && echo twins'
observe listing sh -c '$0 tar cf - tree | $0 tar tf - | $0 sort | $0 md5sum' $b
check gzip '' sh -c '$0 tar cf all.tar tree && $0 gzip -c all.tar | $0 gunzip > again.tar && $0 cmp all.tar again.tar' $b
check sed '' sh -c '$0 find copy -type f | $0 xargs $0 sed -i "s/directory/folder/"' $b
check sed_result 'file 157 of folder 3' cat copy/dir3/f7
check differing_with_link_and_twin 2002 sh -c '$0 diff -rq tree copy | $0 wc -l' $b
observe awk sh -c '$0 find tree -type f | $0 xargs $0 cat | $0 awk "{ sum += \$2; count[\$5]++ } END { print sum, length(count), count[39] }"' $b
observe words sh -c '$0 find tree -type f | $0 xargs $0 cat | $0 sort -k2 -n | $0 sed -n "1p;\$p"' $b
observe disk_usage sh -c '$0 du -a unpacked | $0 sort -k2 | $0 md5sum' $b
check usage_of_one 200 sh -c '$0 du -s unpacked/dir1 | $0 cut -f1' $b
check md5sum_with_twin 2001 sh -c '$0 find tree -type f | $0 xargs $0 md5sum > sums && $0 md5sum -c sums | $0 grep -c ": OK"' $b
check dd '' sh -c '$0 dd if=all.tar of=part bs=1000 skip=3 count=7 conv=notrunc 2>/dev/null && $0 dd if=part of=all.tar bs=1000 seek=3 conv=notrunc 2>/dev/null && $0 cmp all.tar again.tar' $b
check two_patterns 1200 sh -c '$0 find tree -name "f[0-9]" -o -name "f[13][0-9]" | $0 grep -c f' $b
check removed '' $b rm -r copy unpacked
check left 'tree' sh -c 'ls -d t*'
check mass_rename 50 sh -c 'cd tree/dir9 && for f in f*; do mv $f g${f#f}; done; ls | $0 grep -c ^g' $b
check depth_first tree sh -c '$0 find tree -depth | $0 tail -n 1' $b
check gone '[1]' sh -c '$0 rm -r tree; ls -d tree 2>/dev/null' $b
verdict
