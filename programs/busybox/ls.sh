# Program: ls: names, details, order
# Source: BusyBox; POSIX, Shell and Utilities
mkdir d; echo abc > f; echo abcdef > g; ln -s f l; mkfifo p; chmod 640 f; touch -d '2020-05-06 07:08:09' f; touch -d "2021-01-01 00:00:00" g
check names 'd|f|g|l|p' 'ls'
check one_column '.|..|d|f|g|l|p' 'ls -1a'
check long '-rw-r----- 1 root root 4 f  |lrwxrwxrwx 1 root root 1 l -> f' 'ls -ld f l | awk "{ print \$1, \$2, \$3, \$4, \$5, \$9, \$10, \$11 }"'
check types 'd/|f|g|l@|p|' 'ls -F'
check by_size 'g|f' 'ls -S f g'
check by_time 'g|f|f|g' 'ls -t f g; ls -tr f g'
check full_time '2020-05-06 07:08:09' 'ls -l --full-time f | awk "{ print \$6, \$7 }"'
check recursive '.:|d|f|g|l|p||./d:|inner' 'touch d/inner; ls -R'
check inode 'same' 'test $(ls -i f | awk "{ print \$1 }") = $(stat -c %i f) && echo same'
check blocks '4' 'ls -s f | awk "{ print \$1 }"'
check missing 'ls: none: No such file or directory|1' 'ls none; echo $?'
verdict
