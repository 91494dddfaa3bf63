# Program: Python: a shell with job control on a pseudo-terminal: prompts, Ctrl-C, Ctrl-Z, fg, bg, window size
# Source: Python 3.11 library reference, pty, termios; POSIX, "Job Control"
# Requires: pty
import fcntl, os, pty, re, select, signal, struct, termios
pid, fd = pty.fork()
if pid == 0: os.execve("/bin/dash", ["dash", "-i"], {"PATH": "/usr/bin:/bin", "PS1": "$ ", "HOME": "/tmp", "LC_ALL": "C"})
seen = b""
def until(text):
    global seen
    while not re.search(text, seen):
        if not select.select([fd], [], [], 20)[0]: raise SystemExit(f"no {text} in {seen}")
        seen += os.read(fd, 4096)
    end = re.search(text, seen).end()
    part, seen = seen[:end], seen[end:]
    return part.decode().replace("\r\n", "|")
def type(text): os.write(fd, text.encode())
check("prompt", until(rb"\$ "), "$ ")
type("echo hello\n")
check("echoed", until(rb"\$ "), "echo hello|hello|$ ")
type("tty | sed 's/[0-9]*$/N/'\n")
check("tty", until(rb"\$ "), "tty | sed 's/[0-9]*$/N/'|/dev/pts/N|$ ")
type("sleep 1000\n")
until(rb"1000\r\n")
def foreground(): return os.tcgetpgrp(fd)
while foreground() == pid: pass
type("\x03")
check("interrupted", until(rb"\$ "), "^C|$ ")
type("echo $?\n")
check("status", until(rb"\$ "), "echo $?|130|$ ")
type("sleep 1000\n")
until(rb"1000\r\n")
while foreground() == pid: pass
type("\x1a")
check("stopped", until(rb"\$ "), "^Z[1] + Stopped                    sleep 1000|$ ")
type("jobs\n")
check("jobs", until(rb"\$ "), "jobs|[1] + Stopped                    sleep 1000|$ ")
type("bg\n")
check("bg", until(rb"\$ "), "bg|[1] sleep 1000|$ ")
type("kill %1\n")
until(rb"\$ ")
type("wait %1; echo status $?\n")
check("killed", until(rb"status \d+")[-10:], "status 143")
until(rb"\$ ")
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 31, 77, 0, 0))
type("stty size\n")
check("size", until(rb"\$ "), "stty size|31 77|$ ")
type("stty -echo; echo quiet\n")
check("echo_off", until(rb"quiet\r\n\$ ").endswith("quiet|$ "), True)
type("cat\n")
while foreground() == pid: pass
type("line one\nedi\x7ft\x04\x04")
check("canonical", until(rb"\$ "), "line one|edt$ ")
type("exit 5\n")
check("exited", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 5)
try: left = os.read(fd, 100)
except OSError as e: left = e.strerror
observe("hung_up", left)
verdict()
