# Program: env: the environment
# Source: BusyBox; POSIX, Shell and Utilities
check set 'A=1|B=2' 'env -i A=1 B=2 env | sort'
check unset '[]' 'A=1 env -u A sh -c "echo [\$A]"'
check run 'y' 'env X=y sh -c "echo \$X"'
check missing 'env: can'"'"'t execute '"'"'nothing-here'"'"': No such file or directory|127' 'env nothing-here; echo $?'
check clean 'empty' 'env -i env; echo empty'
verdict
