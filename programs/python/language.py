# Program: Python: numbers, texts, collections, generators, regular expressions, JSON, hashing, compression, decimals
# Source: Python 3.11 language and library reference
import bz2, collections, datetime, decimal, fractions, functools, hashlib, heapq, itertools, json, lzma, math, random, re, struct, zlib
check("big", 3 ** 200 % 10 ** 20, pow(3, 200, 10 ** 20))
check("factorial", sum(map(int, str(math.factorial(100)))), 648)
check("float", (0.1 + 0.2, 1e308 * 10, 7 // -2, 7 % -2, round(2.5)), (0.30000000000000004, math.inf, -4, -1, 2))
check("hex_float", (1 / 3).hex(), "0x1.5555555555555p-2")
check("math", [f"{f(0.7):.12f}" for f in (math.sin, math.cos, math.tan, math.exp, math.log, math.atan, math.sqrt, math.gamma)],
    ["0.644217687238", "0.764842187284", "0.842288380463", "2.013752707470", "-0.356674943939", "0.610725964389", "0.836660026534", "1.298055332648"])
check("decimal", str(decimal.Decimal(1) / 7), "0.1428571428571428571428571429")
check("fraction", str(fractions.Fraction(1, 3) + fractions.Fraction(1, 6)), "1/2")
check("counter", collections.Counter("mississippi").most_common(2), [("i", 4), ("s", 4)])
check("format", f"{255:#x} {1234567.891:,.2f} {'ab':>5} {True!r:<6}|", "0xff 1,234,567.89    ab True  |")
check("unicode", ("žluť".upper(), len("žluť".encode()), "ß".casefold()), ("ŽLUŤ", 6, "ss"))
check("regex", re.findall(r"(?P<k>\w+)=(?P<v>\d+)", "a=1, bc=22, d=x"), [("a", "1"), ("bc", "22")])
check("substitute", re.sub(r"(\d+)", lambda m: str(int(m[1]) * 2), "a1b22"), "a2b44")
check("json", json.loads(json.dumps({"a": [1, 2.5, None, "é"], "b": {"c": True}})), {"a": [1, 2.5, None, "é"], "b": {"c": True}})
check("sha256", hashlib.sha256(b"abc").hexdigest()[:16], "ba7816bf8f01cfea")
check("md5_blake", (hashlib.md5(b"abc").hexdigest()[:8], hashlib.blake2b(b"abc").hexdigest()[:8]), ("90015098", "ba80a53f"))
data = bytes(i * i % 251 for i in range(20000))
check("zlib", (zlib.decompress(zlib.compress(data)) == data, zlib.crc32(data)), (True, zlib.crc32(data)))
check("bz2_lzma", (bz2.decompress(bz2.compress(data)) == data, lzma.decompress(lzma.compress(data)) == data), (True, True))
check("struct", struct.unpack("<hIq3s", struct.pack("<hIq3s", -2, 7, -9, b"abc")), (-2, 7, -9, b"abc"))
check("date", (datetime.date(2024, 2, 29) + datetime.timedelta(days=366)).isoformat(), "2025-03-01")
random.seed(7)
observe("random", [random.randrange(100) for _ in range(8)])
check("heap", heapq.nsmallest(3, [5, 1, 4, 2, 3]), [1, 2, 3])
check("itertools", list(itertools.islice(itertools.accumulate(itertools.count(1)), 5)), [1, 3, 6, 10, 15])
@functools.lru_cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
check("cache", fib(80), 23416728348467685)
def numbers():
    got = yield 1
    while True: got = yield got * 2
g = numbers()
next(g)
check("generator", [g.send(n) for n in (3, 5)], [6, 10])
class Point:
    __slots__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
    def __matmul__(self, other): return self.x * other.x + self.y * other.y
check("class", Point(1, 2) @ Point(3, 4), 11)
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
check("recursion", deep(900), 900)
try: deep(10 ** 6)
except RecursionError: check("too_deep", True, True)
match {"kind": "point", "at": [1, 2]}:
    case {"kind": "point", "at": [x, y]}: check("match", x + y, 3)
sieve = bytearray([1]) * 20000
for i in range(2, 142):
    if sieve[i]: sieve[i * i::i] = bytes(len(range(i * i, 20000, i)))
check("primes", sum(sieve[2:]), 2262)
check("sorted", hashlib.md5(str(sorted(range(3000), key=lambda n: n * 7919 % 3001)).encode()).hexdigest(), hashlib.md5(str([n for n in sorted(range(3000), key=lambda n: n * 7919 % 3001)]).encode()).hexdigest())
verdict()
