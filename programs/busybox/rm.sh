# Program: rm: removes
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u; touch a b t/u/c
check files 't' 'rm a b; ls'
check directory 'rm: '"'"'t'"'"' is a directory|1' 'rm t; echo $?'
check tree '0' 'rm -r t; ls | wc -l'
check missing 'rm: can'"'"'t remove '"'"'none'"'"': No such file or directory|1' 'rm none; echo $?'
check force '0' 'rm -f none; echo $?'
check dots 'rm: can'"'"'t remove '"'"'.'"'"' or '"'"'..'"'"'|1' 'rm -r .; echo $?'
verdict
