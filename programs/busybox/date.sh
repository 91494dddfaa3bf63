# Program: date: formats times
# Source: BusyBox; POSIX, Shell and Utilities
check epoch 'Thu Jan  1 00:00:00 UTC 1970' 'date -u -d @0'
check format '2023-11-14 22:13:20 318 Tue Nov 2' 'date -u -d @1700000000 "+%Y-%m-%d %H:%M:%S %j %a %b %u"'
check parse '1709210096' 'date -u -d "2024-02-29 12:34:56" +%s'
check reference '1000000000' 'touch -d @1000000000 f; date -u -r f +%s'
check zone '17:13 EST' 'TZ=EST5EDT date -d @1700000000 "+%H:%M %Z"'
check iso '2023-11-14' 'date -u -I -d @1700000000'
check bad 'date: invalid date '"'"'not a date'"'"'[1]' 'date -d "not a date"'
verdict
