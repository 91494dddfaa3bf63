# Program: Python: mmap, fcntl, locks, shared memory between processes, dlopen and IFUNC through ctypes, TLS in libraries
# Source: Python 3.11 library reference, mmap, fcntl, ctypes, multiprocessing.shared_memory
import ctypes, errno, fcntl, mmap, os, struct, termios, threading
with open("file", "wb+") as f:
    f.truncate(8192)
    with mmap.mmap(f.fileno(), 8192) as m:
        m[0:5] = b"mmap!"
        m.flush()
        check("shared_file", os.pread(f.fileno(), 5, 0), b"mmap!")
        os.pwrite(f.fileno(), b"written", 4096)
        check("seen_in_mapping", m[4096:4103], b"written")
        m.move(100, 0, 5)
        check("move", (m[100:105], m.find(b"written")), (b"mmap!", 4096))
        m.resize(16384)
        check("resize", (len(m), os.fstat(f.fileno()).st_size), (16384, 16384))
    with mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY) as m:
        m[0:1] = b"M"
        check("private", os.pread(f.fileno(), 1, 0), b"m")
shared = mmap.mmap(-1, 4096)
pid = os.fork()
if pid == 0:
    shared[0:5] = b"child"
    os._exit(0)
os.waitpid(pid, 0)
check("anonymous_shared", shared[0:5], b"child")
shared.madvise(mmap.MADV_WILLNEED)
f = open("file", "rb+")
check("cloexec", fcntl.fcntl(f, fcntl.F_GETFD), fcntl.FD_CLOEXEC)
check("flags", fcntl.fcntl(f, fcntl.F_GETFL) & os.O_ACCMODE, os.O_RDWR)
fcntl.flock(f, fcntl.LOCK_EX)
g = open("file", "rb+")
try: fcntl.flock(g, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError as e: check("flock", errno.errorcode[e.errno], "EAGAIN")
fcntl.flock(f, fcntl.LOCK_UN)
fcntl.lockf(f, fcntl.LOCK_EX, 10, 5)
pid = os.fork()
if pid == 0:
    lock = struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0)
    kind, _, start, length, owner = struct.unpack("hhqqi", fcntl.fcntl(g, fcntl.F_GETLK, lock)[:28])
    os._exit(kind == fcntl.F_WRLCK and start == 5 and length == 10 and owner == os.getppid())
check("record_lock", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 1)
r, w = os.pipe()
os.write(w, b"12345")
check("fionread", struct.unpack("i", fcntl.ioctl(r, termios.FIONREAD, b"    "))[0], 5)
check("pipe_size", fcntl.fcntl(w, fcntl.F_SETPIPE_SZ, 8192), 8192)
libc = ctypes.CDLL(None, use_errno=True)
libc.strlen.restype = ctypes.c_size_t
check("strlen", [libc.strlen(b"x" * n) for n in (0, 1, 15, 16, 17, 63, 64, 1000)], [0, 1, 15, 16, 17, 63, 64, 1000])
check("memcmp", [libc.memcmp(b"a" * 40, b"a" * n + b"b" * (40 - n), 40) < 0 for n in (0, 20, 39, 40)], [True, True, True, False])
check("errno", (libc.close(-1), errno.errorcode[ctypes.get_errno()]), (-1, "EBADF"))
libm = ctypes.CDLL("libm.so.6")
libm.cos.restype = libm.pow.restype = ctypes.c_double
libm.cos.argtypes, libm.pow.argtypes = [ctypes.c_double], [ctypes.c_double, ctypes.c_double]
check("libm", (round(libm.cos(1.0), 15), libm.pow(2.0, 0.5)), (0.54030230586814, 1.4142135623730951))
values = (ctypes.c_int * 6)(5, 3, 9, 1, 7, 2)
compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
libc.qsort(values, 6, 4, compare(lambda a, b: a[0] - b[0]))
check("callback", list(values), [1, 2, 3, 5, 7, 9])
try: ctypes.CDLL("libnone.so")
except OSError as e: check("no_library", str(e), "libnone.so: cannot open shared object file: No such file or directory")
seen = []
def own_errno():
    libc.close(-1)
    seen.append(ctypes.get_errno())
ctypes.set_errno(0)
thread = threading.Thread(target=own_errno)
thread.start()
thread.join()
check("errno_of_threads", (seen, ctypes.get_errno()), ([9], 0))
from multiprocessing import shared_memory
memory = shared_memory.SharedMemory(create=True, size=100)
pid = os.fork()
if pid == 0:
    memory.buf[0:2] = b"ok"
    os._exit(0)
os.waitpid(pid, 0)
check("shared_memory", bytes(memory.buf[0:2]), b"ok")
memory.close()
memory.unlink()
verdict()
