# Program: sed: edits streams
# Source: BusyBox; POSIX, Shell and Utilities
printf 'one\ntwo\nthree\nfour\n' > f
check substitute '0ne|tw0|three|f0ur|0ne|tw0|threE|f0ur' 'sed "s/o/0/" f; sed "s/e/E/2;s/o/0/g" f'
check address 'two|three|one|four' 'sed -n "2,3p" f; sed "/two/,/three/d" f'
check print 'two|three|4' 'sed -n "/^t/p;\$=" f'
check insert 'one|before|two|three|four|one|two|after|three|four|one|changed|three|four' 'sed "2i before" f; sed "2a after" f; sed "2c changed" f'
check groups 'cd ab|bac' 'echo "ab cd" | sed "s/\(..\) \(..\)/\2 \1/"; echo abc | sed -E "s/(a)(b)/\2\1/"'
check hold 'two|one|four|three|two|one' 'sed -n "1h;2{G;p}" f; sed -n "1!G;h;\$p" f'
check in_place '==> f <==|ONE||==> f.bak <==|one' 'sed -i.bak "s/one/ONE/" f; head -n 1 f f.bak'
check branch 'bbb' 'echo aaa | sed ":a;s/a/b/;ta"'
check translate 'hippo' 'echo hello | sed "y/el/ip/"'
check write 'two' 'sed -n "/two/w out" f; cat out'
check quit 'ONE|two|sed: missing command|1' 'sed 2q f; sed "2q5" f >/dev/null; echo $?'
check bad 'sed: unmatched '"'"'/'"'"'|1' 'sed "s/a" f; echo $?'
verdict
