# Program: du: sizes of trees
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u; dd if=/dev/zero of=t/a bs=1k count=8 2>/dev/null; dd if=/dev/zero of=t/u/b bs=1k count=16 2>/dev/null; ln t/a t/hard
check summary '24	t' 'du -s t'
check all '24	t|8	t/hard|16	t/u|16	t/u/b' 'du -ak t | sort -k2'
check depth '24	t' 'du -d 0 t'
check human '24.0K	t' 'du -sh t'
check each_once '8	t/a' 'du -s t/a t/hard'
check missing 'du: none: No such file or directory|1' 'du none; echo $?'
verdict
