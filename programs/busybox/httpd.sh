# Program: httpd: serves files to wget over loopback
# Source: BusyBox; POSIX, Shell and Utilities
mkdir -p www/cgi-bin; echo '<p>hello</p>' > www/index.html; seq 1 20000 > www/big.txt; printf '#!/bin/busybox sh\necho "Content-Type: text/plain"\necho\necho "query $QUERY_STRING"\n' > www/cgi-bin/q; chmod 755 www/cgi-bin/q; httpd -p 127.0.0.1:8080 -h www; listening 8080
check index '<p>hello</p>' 'wget -q -O - http://127.0.0.1:8080/'
check big 'e071f707df7bbeee2a6a1eb48011ddd0  -|e071f707df7bbeee2a6a1eb48011ddd0  -' 'wget -q -O - http://127.0.0.1:8080/big.txt | md5sum; md5sum < www/big.txt'
check cgi 'query a=1' 'wget -q -O - "http://127.0.0.1:8080/cgi-bin/q?a=1"'
check missing 'wget: server returned error: HTTP/1.1 404 Not Found|1' 'wget -q -O - http://127.0.0.1:8080/none; echo $?'
check to_file '<p>hello</p>' 'wget -q http://127.0.0.1:8080/index.html; cat index.html'
check by_name '<p>hello</p>' 'wget -q -O - http://localhost:8080/index.html'
check refused 'wget: can'"'"'t connect to remote host (127.0.0.1): Connection refused|1' 'wget -q -O - http://127.0.0.1:9; echo $?'
check raw 'HTTP/1.1 200 OK' 'printf "GET /index.html HTTP/1.0\r\n\r\n" | nc 127.0.0.1 8080 | head -n 1 | tr -d "\r"'
verdict
