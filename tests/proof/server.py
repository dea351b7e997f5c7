"""What the proofs of strength share: a server of ours to start and kill, a small client, tests that are named.

A proof prints what tests/lib.sh prints, so that script/test counts its tests:

    with proof.test("a thing holds"):
        ...
"""

import contextlib
import ctypes
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

IS_LONG = os.environ.get("TEST_LONG") == "1"
DEADLINE_S = 60  # of whatever is waited for
PR_SET_PDEATHSIG = 1


class Failed(Exception):
    """A check that did not hold; its text says what was seen."""


def check(holds, says):
    if not holds:
        raise Failed(says)


def until(condition, what, deadline_s=DEADLINE_S, server=None):
    """Asks again and again, giving the processor away in between; returns what the condition gave at last."""
    end = time.monotonic() + deadline_s
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if server is not None and server.process.poll() is not None:
            raise Failed(f"while waiting until {what}, the server ended with {server.process.returncode}")
        if time.monotonic() > end:
            raise Failed(f"not within {deadline_s} s: {what}")
        pause.wait(0.005)


class Proof:
    """Counts tests and ends the program with the right status."""

    def __init__(self):
        self.number = 0
        self.work = tempfile.mkdtemp(prefix="aftermath-proof-")
        self.servers = []
        seed = int(os.environ.get("TEST_SEED") or random.SystemRandom().randrange(1 << 32))
        self.random = random.Random(seed)
        print(f"seed {seed} (TEST_SEED repeats it)", flush=True)

    @contextlib.contextmanager
    def test(self, name):
        try:
            yield
        except Exception as e:
            print(f"failed: {name}: {e}", flush=True)
            if not isinstance(e, Failed):
                traceback.print_exc(file=sys.stdout)
            for s in self.servers:
                print(f"the server's log ends with:\n{s.log_tail()}")
            self.end(1)
        self.number += 1
        print(f"ok {self.number} {name}", flush=True)

    def skip(self, name, why):
        print(f"skipped: {why}")
        self.number += 1
        print(f"ok {self.number} {name}", flush=True)

    def server(self, *args, **more):
        s = Server(*args, **more)
        self.servers.append(s)
        return s

    def end(self, code=0):
        for s in self.servers:
            s.kill()
        shutil.rmtree(self.work, ignore_errors=True)
        sys.stdout.flush()
        os._exit(code)  # threads that wait for a lost server are not waited for


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """`aftermath serve` on a free port. Its data outlives it: start() again goes on with the same."""

    def __init__(self, program, data, *options):
        self.program, self.data, self.options = program, data, options
        self.process = self.port = self.token = None
        self.log = data + ".log"

    def run(self, *args, **more):
        """Another command on the same data."""
        return subprocess.run([self.program, *args], capture_output=True, text=True, timeout=DEADLINE_S * 5, **more)

    def add_admin(self):
        for args in (["user", "add", "ada@example.org", "Ada", "--role", "admin"],
                     ["token", "add", "ada@example.org", "proof", "--role", "admin"]):
            done = self.run(*args, "--data", self.data)
            check(done.returncode == 0, f"{args[:2]}: {done.stderr}")
        self.token = done.stdout.strip()

    def start(self):
        """Returns how many seconds it took until /readyz said ready."""
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--listen", "127.0.0.1:0", "--data", self.data, "--rate", "0", "--log", "warn",
                 *self.options], stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL,
                preexec_fn=die_with_parent)
        line = self.process.stdout.readline().decode()
        check(" is at http://" in line, f"its first line is '{line.strip()}'\n{self.log_tail()}")
        self.port = int(line.rsplit(":", 1)[1])
        until(lambda: self.is_ready(), "the server is ready", server=self)
        return time.monotonic() - began

    def is_ready(self):
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def kill(self):
        """At once, as a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process and self.process.stdout:
            self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        try:
            code = self.process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            raise Failed("told to stop, it goes on") from None
        self.process.stdout.close()
        check(code == 0, f"told to stop, it ends with {code}\n{self.log_tail()}")

    def log_tail(self):
        with contextlib.suppress(OSError), open(self.log, "rb") as f:
            return f.read()[-3000:].decode(errors="replace")
        return ""

    def client(self, timeout=DEADLINE_S):
        return Client(self.port, self.token, timeout)

    def ask(self, method, path, body=None, headers=None):
        """One request on a connection of its own."""
        with self.client() as c:
            return c.ask(method, path, body, headers)

    def memory_mib(self):
        """What it holds now, and the most it ever held."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            fields = dict(line.split(":", 1) for line in f)
        return int(fields["VmRSS"].split()[0]) >> 10, int(fields["VmHWM"].split()[0]) >> 10

    def is_sound(self):
        for c in ("check", "verify"):
            done = self.run(c, "--data", self.data)
            check(done.returncode == 0, f"aftermath {c} says: {done.stdout}{done.stderr}")


class Client:
    """A connection that is kept, for one thread. Errors of the network are OSErrors."""

    def __init__(self, port, token, timeout):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.token = token

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()

    def ask(self, method, path, body=None, headers=None):
        """Returns the status, the headers, and what the JSON says or the bytes are. body: JSON unless it is bytes."""
        headers = dict(headers or {})
        if self.token and not path.startswith("/api/v1/intake/"):
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        try:
            if self.http.sock is None:
                self.http.connect()
                self.http.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.http.request(method, path, body, headers)
            answer = self.http.getresponse()
            data = answer.read()
        except http.client.HTTPException as e:
            self.http.close()
            raise ConnectionError(repr(e)) from e
        except OSError:
            self.http.close()
            raise
        if "json" in (answer.headers.get("Content-Type") or ""):
            data = json.loads(data)
        return answer.status, answer.headers, data

    def want(self, status, method, path, body=None, headers=None):
        """The same, and any other status is a failure; returns the body alone."""
        got, _, data = self.ask(method, path, body, headers)
        check(got == status, f"{method} {path} gives {got}, not {status}: {data}")
        return data

    def all(self, path, limit=50):
        """Every item of a list, page by page."""
        cursor = ""
        while cursor is not None:
            page = self.want(200, "GET", f"{path}?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            yield from page["items"]
            cursor = page["next"]


def new_source(client, name, scheme="token", **more):
    """Where tools post. Returns its id, the path of its intake address and the secret it signs with."""
    made = client.want(201, "POST", "/api/v1/sources", {"name": name, "scheme": scheme, **more})
    return made["source"]["id"], "/" + made["url"].split("/", 3)[3], made["secret"]


def alert(number, pad=0):
    """A delivery as Alertmanager posts it; each number is another alert."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1710410400 + number))
    return json.dumps({
        "version": "4", "groupKey": f"g{number}", "status": "firing", "receiver": "web", "groupLabels": {},
        "commonLabels": {}, "commonAnnotations": {}, "externalURL": "",
        "alerts": [{"status": "firing", "labels": {"alertname": f"HighErrors{number}", "pad": "x" * pad},
                    "annotations": {"summary": f"errors {number}"}, "startsAt": at, "endsAt": "0001-01-01T00:00:00Z",
                    "fingerprint": f"f{number}"}]}).encode()


def lines_file(first, count, start_s=1710410400):
    """A log in JSON lines: `count` signals, none of which is another's repeat."""
    return b"".join(
        json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start_s + (first + i) * 7)),
                    "level": "error" if i % 5 == 0 else "info", "service": f"svc-{i % 7}",
                    "message": f"step {first + i} of the roll-out was done by worker {i % 13}"}).encode() + b"\n"
        for i in range(count))


def form(files):
    """multipart/form-data with files. Returns body and headers."""
    mark = "proof-boundary-7d1f"
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n" for name, data in files)
    return body + f"--{mark}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={mark}"}
