# Program: chmod: modes by number and by letters
# Source: BusyBox; POSIX, Shell and Utilities
touch f; mkdir d
check octal '640' 'chmod 640 f; stat -c %a f'
check letters '750 -rwxr-x---' 'chmod u=rwx,g+x,o-r f; stat -c "%a %A" f'
check sticky '1777 drwxrwxrwt' 'chmod 1777 d; stat -c "%a %A" d'
check setid '6750 -rwsr-s---' 'chmod u+s,g+s f; stat -c "%a %A" f'
check capital_x '600|1777' 'chmod 600 f; chmod a+X f d; stat -c %a f d'
check recursive 't 700|t/u 700|t/u/v 700' 'mkdir -p t/u; touch t/u/v; chmod -R 700 t; find t -exec stat -c "%n %a" {} ";"'
check bad 'chmod: invalid mode '"'"'999'"'"'[1]' 'chmod 999 f'
verdict
