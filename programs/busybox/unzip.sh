# Program: unzip: archives of another kind
# Source: BusyBox; POSIX, Shell and Utilities
echo UEsDBBQAAAAIAIMYIlC6iPx4DwAAAMgAAAAFAAAAYS50eHQrSa0oUchPU0jkKhnSLABQSwMEFAAAAAgAgxgiUMTyx/YEAAAAAgAAAAcAAABkL2IudHh0S+ICAFBLAQIUAxQAAAAIAIMYIlC6iPx4DwAAAMgAAAAFAAAAAAAAAAAAAACkAQAAAABhLnR4dFBLAQIUAxQAAAAIAIMYIlDE8sf2BAAAAAIAAAAHAAAAAAAAAAAAAACkATIAAABkL2IudHh0UEsFBgAAAAACAAIAaAAAAFsAAAAAAA== | base64 -d > a.zip; echo nothing > bad.zip
check list '--------- ----|200 a.txt|2 d/b.txt|-------- |202 ' 'unzip -l a.zip | tail -n +3 | awk "{ print \$1, \$4 }"'
check unpack './a.txt|./d/b.txt|text of a' 'unzip -q a.zip; find . -name "*.txt" | sort; head -n 1 a.txt'
check pipe 'b' 'unzip -p a.zip d/b.txt'
check no_zip 'Archive:  bad.zip|  Length      Date    Time    Name|---------  ---------- -----   ----|unzip: short read|1' 'unzip -l bad.zip; echo $?'
check missing 'unzip: can'"'"'t open none[.zip]|1' 'unzip none; echo $?'
verdict
