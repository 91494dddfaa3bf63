# Program: Python: threads with locks and queues, sockets of every family, select, poll, epoll, asyncio
# Source: Python 3.11 library reference, threading, socket, select, selectors, asyncio
import asyncio, os, queue, select, selectors, socket, threading
from concurrent.futures import ThreadPoolExecutor
lock, total = threading.Lock(), 0
def add():
    global total
    for _ in range(500):
        with lock: total += 1
threads = [threading.Thread(target=add) for _ in range(5)]
for t in threads: t.start()
for t in threads: t.join()
check("lock", total, 2500)
todo, done = queue.Queue(3), queue.Queue()
def work():
    while (item := todo.get()) is not None: done.put(item * item)
workers = [threading.Thread(target=work) for _ in range(3)]
for t in workers: t.start()
for i in range(20): todo.put(i)
for _ in workers: todo.put(None)
for t in workers: t.join()
check("queue", sorted(done.get() for _ in range(20)), [i * i for i in range(20)])
event, barrier, order = threading.Event(), threading.Barrier(4), []
def meet():
    event.wait()
    order.append(barrier.wait())
meeting = [threading.Thread(target=meet) for _ in range(4)]
for t in meeting: t.start()
event.set()
for t in meeting: t.join()
check("barrier", sorted(order), [0, 1, 2, 3])
check("timed_wait", threading.Event().wait(0.01), False)
condition, box = threading.Condition(), []
def produce():
    with condition:
        box.append("made")
        condition.notify_all()
with condition:
    threading.Thread(target=produce).start()
    condition.wait_for(lambda: box)
check("condition", box, ["made"])
local = threading.local()
local.x = 1
seen = []
t = threading.Thread(target=lambda: seen.append(hasattr(local, "x")))
t.start(); t.join()
check("thread_local", seen, [False])
with ThreadPoolExecutor(4) as pool: check("pool", list(pool.map(lambda x: x + 1, range(10))), list(range(1, 11)))
a, b = socket.socketpair()
a.sendall(b"ping")
check("socketpair", b.recv(10), b"ping")
check("select", [len(x) for x in select.select([a, b], [a], [], 0)], [0, 1, 0])
b.sendall(b"x")
check("select_ready", [len(x) for x in select.select([a, b], [], [], 1)], [1, 0, 0])
poll = select.poll()
poll.register(a, select.POLLIN)
check("poll", [e for _, e in poll.poll(1000)], [select.POLLIN])
epoll = select.epoll()
epoll.register(a, select.EPOLLIN | select.EPOLLET)
check("epoll", [e for _, e in epoll.poll(1)], [select.EPOLLIN])
check("epoll_quiet", epoll.poll(0.01), [])
def serve(server, count):
    for _ in range(count):
        peer, _ = server.accept()
        with peer:
            while data := peer.recv(65536): peer.sendall(data.upper())
server = socket.create_server(("127.0.0.1", 0))
thread = threading.Thread(target=serve, args=(server, 2))
thread.start()
with socket.create_connection(server.getsockname()) as c:
    c.sendall(b"over tcp")
    check("tcp", c.recv(100), b"OVER TCP")
with socket.create_connection(server.getsockname()) as c:
    sender = threading.Thread(target=lambda: (c.sendall(b"y" * 1_000_000), c.shutdown(socket.SHUT_WR)))
    sender.start()
    size = 0
    while data := c.recv(65536): size += len(data)
    sender.join()
check("tcp_large", size, 1_000_000)
thread.join()
six = socket.create_server(("::1", 0), family=socket.AF_INET6)
thread = threading.Thread(target=serve, args=(six, 1))
thread.start()
with socket.create_connection(six.getsockname()[:2]) as c:
    c.sendall(b"six")
    check("tcp6", c.recv(100), b"SIX")
thread.join()
udp1, udp2 = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
udp1.bind(("127.0.0.1", 0))
udp2.sendto(b"datagram", udp1.getsockname())
check("udp", udp1.recv(100), b"datagram")
local_server = socket.socket(socket.AF_UNIX)
local_server.bind("socket")
local_server.listen()
local_client = socket.socket(socket.AF_UNIX)
local_client.connect("socket")
peer, _ = local_server.accept()
r, w = os.pipe()
socket.send_fds(local_client, [b"take"], [w])
message, fds, _, _ = socket.recv_fds(peer, 100, 1)
os.write(fds[0], b"through a passed descriptor")
check("passed", (message, os.read(r, 100)), (b"take", b"through a passed descriptor"))
refused = socket.socket()
check("refused", refused.connect_ex(("127.0.0.1", 1)), 111)
quiet = socket.socket(type=socket.SOCK_DGRAM)
quiet.bind(("127.0.0.1", 0))
quiet.settimeout(0.01)
try: quiet.recv(1)
except TimeoutError: check("timeout", True, True)
check("names", socket.getaddrinfo("localhost", 80, socket.AF_INET, socket.SOCK_STREAM)[0][4], ("127.0.0.1", 80))
async def client(port, text):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer
async def handle(reader, writer):
    writer.write((await reader.read())[::-1])
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server: return await asyncio.gather(*(client(port, b"abc%d" % i) for i in range(5)))
check("asyncio", asyncio.run(main()), [b"%dcba" % i for i in range(5)])
async def run():
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    return (await process.communicate(b"async cat"))[0]
check("asyncio_subprocess", asyncio.run(run()), b"async cat")
selector = selectors.DefaultSelector()
selector.register(a, selectors.EVENT_READ, "a")
check("selectors", [key.data for key, _ in selector.select(1)], ["a"])
verdict()
