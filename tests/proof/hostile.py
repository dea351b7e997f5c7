"""Requests that mean harm. Every one gets the right refusal (or none), the server stays up, answers everybody else
quickly meanwhile, and its memory stays bounded. The sanitized program is tried first, then the release, for memory."""

import io
import os
import re
import resource
import socket
import struct
import sys
import threading
import time
import zipfile

from server import Proof, check, form, new_source, until

OTHERS_MAX_S = 5  # the slowest answer that anybody else got; generous, for a busy machine and sanitizers
MEMORY_MAX_MIB = 400  # of the release, whatever was sent to it; thirty answers of 2 MB wait for readers at once
LATE_S = 30  # who is slow must be gone by then

proof = Proof()


class Bystander:
    """Somebody who goes on asking while others misbehave."""

    def __init__(self, server):
        self.server, self.slowest, self.answers, self.wrong, self.is_over = server, 0.0, 0, None, False
        self.thread = threading.Thread(target=self.ask)

    def ask(self):
        try:
            with self.server.client() as c:
                while not self.is_over:
                    began = time.monotonic()
                    c.want(200, "GET", "/api/v1/incidents")
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    self.answers += 1
        except Exception as e:
            self.wrong = e

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        self.is_over = True
        self.thread.join()
        if kind is None:
            check(self.wrong is None, f"somebody else's request failed meanwhile: {self.wrong}")
            check(self.slowest < OTHERS_MAX_S, f"somebody else waited {self.slowest:.2f} s")


def connect(server, timeout=LATE_S):
    s = socket.create_connection(("127.0.0.1", server.port), timeout=timeout)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def read_all(s):
    """Until the other side ends; what came, however it ended."""
    got = b""
    try:
        while piece := s.recv(65536):
            got += piece
    except (ConnectionError, socket.timeout):
        pass
    return got


def raw(server, request):
    """What is answered to these bytes; nothing more is sent."""
    with connect(server) as s:
        try:
            s.sendall(request)
            s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return read_all(s)


def statuses(answer):
    return [int(m) for m in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answer)]


def head(line, *headers, body=b""):
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1") + body


HOST = "Host: x"
GET = "GET /healthz HTTP/1.1"
POST = "POST /healthz HTTP/1.1"

# name, bytes, the statuses that may come: the first must; one refusal ends the connection
SHAPES = [
    ("two lengths", head(POST, HOST, "Content-Length: 4", "Content-Length: 5", body=b"abcde"), [400]),
    ("a length twice", head(POST, HOST, "Content-Length: 4", "Content-Length: 4", body=b"abcd"), [400]),
    ("a list of lengths", head(POST, HOST, "Content-Length: 4, 4", body=b"abcd"), [400]),
    ("length and chunks", head(POST, HOST, "Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), [400]),
    ("chunks and length", head(POST, HOST, "Transfer-Encoding: chunked", "Content-Length: 4", body=b"0\r\n\r\n"), [400]),
    ("two encodings", head(POST, HOST, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), [400]),
    ("an encoding that is none", head(POST, HOST, "Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), [400, 501]),
    ("chunked, identity", head(POST, HOST, "Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"), [400, 501]),
    ("a tab in the encoding", head(POST, HOST, "Transfer-Encoding:\tchunked\x0b", body=b"0\r\n\r\n"), [400, 501]),
    ("a blank before the colon", head(POST, HOST, "Content-Length : 4", body=b"abcd"), [400]),
    ("a negative length", head(POST, HOST, "Content-Length: -1"), [400]),
    ("a signed length", head(POST, HOST, "Content-Length: +4", body=b"abcd"), [400]),
    ("a length in hex", head(POST, HOST, "Content-Length: 0x4", body=b"abcd"), [400]),
    ("a length beyond 64 bits", head(POST, HOST, "Content-Length: 99999999999999999999999"), [400, 413]),
    ("a folded header", head(GET, HOST, "X-A: b", " c: d"), [400]),
    ("a bare line feed", b"GET /healthz HTTP/1.1\nHost: x\n\n", [400]),
    ("a bare return", b"GET /healthz HTTP/1.1\r\nHost: x\rX: y\r\n\r\n", [400]),
    ("a zero byte", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", [400]),
    ("no host", head(GET), [400]),
    ("two hosts", head(GET, HOST, "Host: y"), [400]),
    ("no version", b"GET /healthz\r\n\r\n", [400, 505]),
    ("a version to come", head("GET /healthz HTTP/3.7", HOST), [400, 505]),
    ("an unknown method", head("FROB /healthz HTTP/1.1", HOST), [400, 501]),
    ("a method in small letters", head("get /healthz HTTP/1.1", HOST), [400, 501]),
    ("a huge chunk", head(POST, HOST, "Transfer-Encoding: chunked", body=b"ffffffffffffffff1\r\nabc"), [400, 413]),
    ("a chunk that is no number", head(POST, HOST, "Transfer-Encoding: chunked", body=b"xyz\r\nabc\r\n0\r\n\r\n"), [400]),
    ("a chunk without its end", head(POST, HOST, "Transfer-Encoding: chunked", body=b"3\r\nabcX0\r\n\r\n"), [400]),
    ("an endless extension", head(POST, HOST, "Transfer-Encoding: chunked", body=b"3;" + b"a" * 100000), [400, 413, 431]),
    ("endless trailers", head(POST, HOST, "Transfer-Encoding: chunked", body=b"0\r\n" + b"A: b\r\n" * 40000), [400, 413, 431]),
    ("a long target", head(f"GET /{'a' * 9000} HTTP/1.1", HOST), [414]),
    ("a long header", head(GET, HOST, "X: " + "a" * 40000), [431]),
    ("many headers", head(GET, HOST, *[f"X-{n}: {n}" for n in range(200)]), [431]),
    ("a target without an end", b"GET /" + b"a" * (1 << 20), [414, 431, 400]),
    ("a header without an end", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * (1 << 20), [431]),
    ("steps upwards", head("GET /../../etc/passwd HTTP/1.1", HOST), [400, 404]),
    ("steps upwards, encoded", head("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", HOST), [400, 404]),
    ("an encoded slash", head("GET /api%2fv1/users HTTP/1.1", HOST), [400, 401, 404]),
    ("an encoded zero", head("GET /a%00b HTTP/1.1", HOST), [400]),
    ("bytes that are no text", head("GET /%ff%fe HTTP/1.1", HOST), [400]),
    ("a tunnel", head("CONNECT example.org:443 HTTP/1.1", HOST), [400, 501]),
    ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), [400]),
    ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 501, 505]),
    ("a body that is announced too large", head("POST /api/v1/session HTTP/1.1", HOST, "Content-Type: application/json",
                                                "Content-Length: 999999999"), [413]),
    ("a JSON that never closes", head("POST /api/v1/session HTTP/1.1", HOST, "Content-Type: application/json",
                                      "Content-Length: 100000", body=b"[" * 100000), [400, 413]),
    ("an expectation that is none", head(POST, HOST, "Expect: a-miracle", "Content-Length: 0"), [400, 417, 404, 405]),
]

WHOLE = {"a JSON that never closes"}  # the request itself is fine, so the next one is too


def shapes(server):
    for name, request, may in SHAPES:
        # What follows such a request in one piece must not be taken for a request of its own.
        answer = raw(server, request + head("GET /readyz HTTP/1.1", HOST))
        got = statuses(answer)
        check(got and got[0] in may, f"{name}: {answer[:200]!r}")
        check(b"ready" not in answer or got[0] not in (400, 413, 414, 431, 501, 505) or name in WHOLE,
              f"{name}: what stood behind it was answered: {answer[:400]!r}")


def cut_anywhere(server):
    """The same shapes in two pieces, and cut off: nobody hangs, nothing breaks."""
    for _, request, _ in SHAPES:
        at = proof.random.randrange(1, len(request))
        with connect(server) as s:
            try:
                s.sendall(request[:at])
                s.sendall(request[at:at + 20])
            except OSError:
                pass
        with connect(server) as s:  # reset instead of closed
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            try:
                s.sendall(request[:at])
            except OSError:
                pass


def noise(server):
    for _ in range(100):
        data = proof.random.randbytes(proof.random.randrange(1, 3000))
        got = statuses(raw(server, data))
        check(all(400 <= g < 600 for g in got), f"noise is answered with {got}: {data[:100]!r}")


def pipelined(server):
    """Hundreds in one piece: each is answered, in their order."""
    paths = ["/healthz", "/readyz", "/none/such", "/api/openapi.json"] * 50
    request = b"".join(head(f"GET {p} HTTP/1.1", HOST) for p in paths[:-1])
    request += head(f"GET {paths[-1]} HTTP/1.1", HOST, "Connection: close")
    with connect(server) as s:
        sender = threading.Thread(target=s.sendall, args=(request,))
        sender.start()
        got = statuses(read_all(s))
        sender.join()
    check(len(got) == len(paths), f"{len(got)} answers to {len(paths)} requests")
    check(all(g == 200 for g in got[0::4] + got[1::4] + got[3::4]), f"not in their order: {got[:12]}")


def half_closed(server):
    """Who says that it has said all still gets its answer."""
    answer = raw(server, head("GET /readyz HTTP/1.1", HOST))
    check(b"ready" in answer, f"{answer[:200]!r}")
    check(not statuses(raw(server, b"")), "to nothing something is answered")
    check(not statuses(raw(server, b"GET /readyz HT")), "to half a request something is answered")


def slow_loris(server):
    """Heads and bodies that come a byte at a time: the connection ends, though there is always another byte."""
    lorises = []
    for n in range(200):
        s = connect(server)
        s.sendall(head(GET, HOST)[:-2] if n % 2 else head("POST /api/v1/session HTTP/1.1", HOST,
                                                         "Content-Type: application/json", "Content-Length: 1000"))
        s.setblocking(False)
        lorises.append(s)

    def all_gone():
        for s in lorises[:]:
            try:
                s.send(b"X")
                if s.recv(65536) == b"":
                    lorises.remove(s)
            except BlockingIOError:
                pass
            except OSError:
                lorises.remove(s)
        return not lorises
    until(all_gone, "all who send a byte at a time are gone", LATE_S * 2, server)


def connections(server):
    """Any number of them at once: all are answered."""
    for count in (1, 2, 3, 10, 63, 64, 65, 127, 128, 129, 255, 256, 300, 600):
        all_ = [connect(server) for _ in range(count)]
        for s in all_:
            s.sendall(head("GET /readyz HTTP/1.1", HOST, "Connection: close"))
        wrong = [a for a in map(read_all, all_) if b"200 OK" not in a]
        for s in all_:
            s.close()
        check(not wrong, f"of {count} connections {len(wrong)} were not answered: {wrong[:1]}")


def slow_readers(server, large):
    """They ask for much and read nothing, or little; answers and streams to them end, and cost little."""
    auth = f"Authorization: Bearer {server.token}"
    readers = []
    for n in range(60):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.settimeout(LATE_S)
        s.connect(("127.0.0.1", server.port))
        path = large if n % 2 else "/api/v1/live?channel=record"
        s.sendall(head(f"GET {path} HTTP/1.1", HOST, auth) * (5 if n % 2 else 1))
        readers.append(s)
    with server.client() as c:  # what the streams are told
        for n in range(300):
            c.want(201, "POST", "/api/v1/teams", {"name": f"team {n} {server.port}", "about": "x" * 3000})

    def large_ones_are_gone():
        """As the server says: here they look alive until somebody reads what is on its way."""
        with server.client() as c:
            text = c.want(200, "GET", "/metrics").decode()
        now = {name: float(re.search(rf"^aftermath_{name} (\S+)$", text, re.M)[1])
               for name in ("connections", "streams")}
        return now["connections"] - now["streams"] < len(readers) // 2
    until(large_ones_are_gone, "who reads nothing of a large answer is gone", LATE_S * 2, server)
    for s in readers:
        s.close()


def packed(names_and_bytes, level=9):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        for name, data in names_and_bytes:
            z.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def overlapping(count):
    """A zip whose entries all point at the same bytes: small, and endless when unpacked."""
    data = bytearray(packed([("a.json", b"[" + b" " * (10 << 20) + b"]")]))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytes(data[start:end])
    central = b"".join(entry.replace(b"a.json", b"%06d" % n) for n in range(count))
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count, count, len(central))
    return bytes(data[:start]) + central + bytes(tail)


def nested(depth):
    data = b"{}"
    for n in range(depth):
        data = packed([(f"{n}.zip" if n else "a.json", data)])
    return data


def bad_uploads():
    """Bombs and names that lead elsewhere, as files, in forms and in zips: what they are, bodies, headers."""
    line = b'{"time":"2024-03-14T10:00:00Z","level":"error","message":"hit"}\n'
    ways_up = ["../../../../tmp/aftermath-was-here.jsonl", "/tmp/aftermath-was-here.jsonl", "..\\..\\aftermath-was-here.jsonl",
               "a/../../../../../tmp/aftermath-was-here.jsonl", "\x00/aftermath-was-here.jsonl", "C:\\aftermath-was-here.jsonl"]
    bomb = packed([("bomb.json", b"[" + b" " * (300 << 20) + b"]")])
    return [
        ("a bomb", bomb, {}),
        ("a bomb in a bomb", packed([("inner.zip", bomb)]), {}),
        ("overlapping entries", overlapping(500), {}),
        ("zips in zips", nested(60), {}),
        ("many names", packed([(f"{n}.json", b"{}") for n in range(20000)], 1), {}),
        ("a zip that is cut", bomb[:len(bomb) // 2], {}),
        ("a zip with a wrong end", bomb[:-30] + b"\xff" * 30, {}),
        ("names in a zip that lead elsewhere", packed([(n, line) for n in ways_up if "\x00" not in n]), {}),
        ("names in a form that lead elsewhere", *form([(n.replace("\\", "\\\\"), line) for n in ways_up])),
        ("a form without an end", form([("a.json", b"{}")])[0][:-10], form([])[1]),
        ("a form without a boundary", b"--x\r\n\r\n", {"Content-Type": "multipart/form-data"}),
        ("a form of a thousand parts", *form([(f"{n}.json", b"{}") for n in range(1000)])),
    ]


def imports(server, incident, uploads):
    with server.client(timeout=120) as c:
        for name, data, headers in uploads:
            status, _, body = c.ask("POST", f"/api/v1/incidents/{incident}/imports", data, headers)
            check(status in (202, 400, 413), f"{name}: {status} {body}")
        ended = until(lambda: (l := list(c.all(f"/api/v1/incidents/{incident}/imports"))) and
                      all(i["state"] in ("done", "failed") for i in l) and l, "all imports are over", 120, server)
    check(any(i["signal_count"] for i in ended), "what can be read was not")
    for folder in ("/tmp", os.path.dirname(server.data), server.data, server.data + "/imports", "/"):
        found = [f for f in os.listdir(folder) if "aftermath-was-here" in f]
        check(not found, f"a file was written to {folder}: {found}")


def deliveries(server):
    """What is too large, to nobody, signed wrongly: refused alike."""
    with server.client() as c:
        _, address, _ = new_source(c, "Signed", "github")
        wrong = c.ask("POST", address, b"{}", {"X-Hub-Signature-256": "sha256=" + "0" * 64})
        nobody = c.ask("POST", address[:-5] + "aaaaa", b"{}", {"X-Hub-Signature-256": "sha256=" + "0" * 64})
        check(wrong[0] == nobody[0] == 401 and wrong[2] == nobody[2], f"{wrong} and {nobody} differ")
    got = statuses(raw(server, head(f"POST {address} HTTP/1.1", HOST, "Content-Length: 5000000")))
    check(got == [413], f"5 MB are answered with {got}")


def run_beside(*runs):
    """All at once; the first failure counts."""
    mistakes = []

    def one(run):
        try:
            run()
        except Exception as e:
            mistakes.append(e)
    threads = [threading.Thread(target=one, args=(run,)) for run in runs]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if mistakes:
        raise mistakes[0]


def try_all(server, name, is_release, uploads):
    server.add_admin()
    server.start()
    with server.client() as c:
        incident = c.want(201, "POST", "/api/v1/incidents", {"title": "hit"})["id"]
        for n in range(200):
            c.want(201, "POST", f"/api/v1/incidents/{incident}/events",
                   {"at": "2024-03-14T10:00:00Z", "title": f"line {n}", "detail": "d" * 10000})
    large = f"/api/v1/incidents/{incident}/events?limit=5000"
    tests = [
        ("requests of every bad shape are refused, and nothing behind them is answered", lambda: shapes(server)),
        ("requests that are cut off anywhere leave nothing", lambda: cut_anywhere(server)),
        ("noise is refused", lambda: noise(server)),
        ("pipelined requests are answered in their order", lambda: pipelined(server)),
        ("who has said all gets its answer", lambda: half_closed(server)),
        ("any number of connections is served", lambda: connections(server)),
        ("deliveries of strangers are refused alike", lambda: deliveries(server)),
        ("bombs and names that lead elsewhere do nothing", lambda: imports(server, incident, uploads))]
    if is_release:  # these take their time, whatever the program
        tests.append(("who sends a byte at a time, or reads nothing, is let go",
                      lambda: run_beside(lambda: slow_loris(server), lambda: slow_readers(server, large))))
    for what, run in tests:
        with proof.test(f"{what} ({name})"), Bystander(server) as other:
            began = time.monotonic()
            run()
            took = time.monotonic() - began
        now, most = server.memory_mib()
        print(f"# {took:.1f} s; others: {other.answers} answers, the slowest after {other.slowest * 1000:.0f} ms; "
              f"memory {now} MiB, at most {most} MiB")
    with proof.test(f"after all that it is up, sound and of bounded size ({name})"):
        check(server.process.poll() is None, "it is gone")
        check(not is_release or most <= MEMORY_MAX_MIB, f"it held {most} MiB at most")
        server.is_sound()
        server.stop()
        check("ERROR: " not in server.log_tail() and "runtime error" not in server.log_tail(), server.log_tail())


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    sanitized, release = sys.argv[1:3]
    uploads = bad_uploads()  # beforehand: it takes long, and would keep the bystander from asking
    try_all(proof.server(sanitized, proof.work + "/sanitized"), "sanitized", False, uploads)
    try_all(proof.server(release, proof.work + "/release"), "release", True, uploads)
    proof.end()


main()
