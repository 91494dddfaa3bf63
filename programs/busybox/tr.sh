# Program: tr: translates characters
# Source: BusyBox; POSIX, Shell and Utilities
check upper 'HELLO' 'echo hello | tr a-z A-Z'
check delete 'heo' 'echo hello | tr -d l'
check squeeze 'abcc' 'echo aabbcc | tr -s ab'
check complement '12' 'echo "a1b2" | tr -cd 0-9; echo'
check classes 'hi there' 'echo "Hi There" | tr "[:upper:]" "[:lower:]"'
check escapes 'a:b' 'printf "a\tb\n" | tr "\t" ":"'
check range '123' 'echo abc | tr abc 1-3'
verdict
