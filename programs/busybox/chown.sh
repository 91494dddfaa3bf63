# Program: chown: owners
# Source: BusyBox; POSIX, Shell and Utilities
touch f; ln -s f l
check same '0:0' 'chown 0:0 f; stat -c %u:%g f'
check by_name 'ok' 'chown root f && echo ok'
check unmapped 'chown: f: Invalid argument[1]' 'chown 12345 f'
check recursive 'ok' 'mkdir -p t/u; chown -R 0 t && echo ok'
check missing 'chown: none: No such file or directory[1]' 'chown 0 none'
verdict
