# Program: tar: archives
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p t/u; echo one > t/a; seq 1 300 > t/u/b; ln -s a t/l; ln t/a t/h; chmod 751 t/u; touch -d '2015-05-05 05:05:05' t/a t/u/b
check create 'made' 'tar cf x.tar t && echo made'
check list 't/|t/a|t/h|t/l|t/u/|t/u/b' 'tar tf x.tar | sort'
check extract 'same' 'mkdir o; tar xf x.tar -C o && diff -r t o/t && echo same'
check preserved '751|1430802305 2|a' 'stat -c "%a" o/t/u; stat -c "%Y %h" o/t/a; readlink o/t/l'
check pipe 'same' 'tar c t | (mkdir p; cd p; tar x); diff -r t p/t && echo same'
check gzip 'same' 'tar cf - t | gzip > x.tgz; mkdir g; gunzip -c x.tgz | tar xf - -C g; diff -r t g/t && echo same'
check bzip2 '6' 'tar cf - t | bzip2 | bzcat | tar tf - | wc -l'
check one 'one' 'tar xOf x.tar t/h t/a'
check long_name '5|117|228' 'n=$(seq 1 60 | tr -d "\n"); mkdir -p deep/$n; echo x > deep/$n/$n; tar cf l.tar deep; tar tf l.tar | awk "{ print length(\$0) }"'
check broken 'tar: short read|1' 'head -c 700 x.tar | tar tf - >/dev/null; echo $?'
verdict
