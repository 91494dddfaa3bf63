# Program: touch: times
# Source: BusyBox; POSIX, Shell and Utilities
check new '0' 'touch f; stat -c %s f'
check date '1355314332 1355314332' 'touch -d "2012-12-12 12:12:12" f; stat -c "%X %Y" f'
check reference '1355314332' 'touch -r f g; stat -c %Y g'
check only_access '1577836800 1355314332' 'touch -a -d "2020-01-01 00:00:00" f; stat -c "%X %Y" f'
check only_modified '1577836800 1609459200' 'touch -m -d "2021-01-01 00:00:00" f; stat -c "%X %Y" f'
check no_create 'none' 'touch -c none; test -e none || echo none'
check link '946684800|1609459200' 'ln -s f l; touch -h -d "2000-01-01 00:00:00" l; stat -c %Y l f'
check seconds '1646370367' 'touch -t 202203040506.07 f; stat -c %Y f'
check missing 'touch: no/where: No such file or directory|1' 'touch no/where; echo $?'
verdict
