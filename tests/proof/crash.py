"""kill -9 at random moments: while an import runs, while people save, in a burst of deliveries, during a backup.

After each: the server is ready again at once, `check` and `verify` find nothing, what was acknowledged is there, what
was promised is finished, and nothing is there twice. TEST_LONG=1 kills a hundred times each, else three.
"""

import os
import subprocess
import sys
import threading
import time

from server import IS_LONG, Proof, alert, check, form, lines_file, new_source, until

ROUNDS = 100 if IS_LONG else 3
FRESH_EVERY = 10  # rounds on one record, so that verifying it stays quick
START_MAX_S = 5  # generous, for a busy machine; the slowest is printed
SIGNALS = 600  # of one import

proof = Proof()
slowest_start = 0.0


class Kind:
    """What goes on when the server is killed. A round is: prepare(), work() in threads, kill, start, look()."""

    name = ""
    threads = 1
    moment_s = 0.5  # it is killed within so long

    def __init__(self):
        self.server = None
        self.round = 0

    def open(self, server):
        """A new record."""
        self.server = server

    def prepare(self):
        pass

    def work(self, client, number):
        """One piece of work, again and again, until the connection is lost."""

    def look(self, client):
        """What must be so afterwards."""


class Imports(Kind):
    name = "an import"
    threads = 2
    moment_s = 0.6

    def open(self, server):
        super().open(server)
        self.first = 0
        with server.client() as c:
            once = c.want(201, "POST", "/api/v1/incidents", {"title": "undisturbed"})["id"]
            made = c.want(202, "POST", f"/api/v1/incidents/{once}/imports", *form(self.files()))
            self.finish(c, made["id"])
            self.like = self.counts(c, once)
        check(("signals", SIGNALS) in self.like, f"undisturbed, it finds {self.like}")

    def files(self):
        return [(f"logs/{n}.jsonl", lines_file(n * SIGNALS // 3, SIGNALS // 3)) for n in range(3)]

    def finish(self, c, id_):
        done = until(lambda: (i := c.want(200, "GET", f"/api/v1/imports/{id_}"))["state"] in ("done", "failed") and i,
                     "the import is over", server=self.server)
        check(done["state"] == "done", f"the import failed: {done['error']}")
        check(done["signal_count"] == SIGNALS, f"it found {done['signal_count']} signals, not {SIGNALS}")

    @staticmethod
    def counts(c, id_):
        return tuple(sorted(c.want(200, "GET", f"/api/v1/incidents/{id_}")["counts"].items()))

    def prepare(self):
        self.incidents, self.imports = [], []

    def work(self, c, number):
        made = c.want(201, "POST", "/api/v1/incidents", {"title": f"disturbed {number}"})["id"]
        self.incidents.append(made)
        self.imports.append(c.want(202, "POST", f"/api/v1/incidents/{made}/imports", *form(self.files()))["id"])

    def look(self, c):
        for i in self.imports:
            self.finish(c, i)
        for i in self.incidents:
            for job in c.all(f"/api/v1/incidents/{i}/imports"):  # also one that was promised to nobody
                self.finish(c, job["id"])
                check(self.counts(c, i) == self.like, f"{i} has {self.counts(c, i)}; undisturbed it is {self.like}")
        if self.incidents and self.imports:
            again = c.want(202, "POST", f"/api/v1/incidents/{self.incidents[0]}/imports", *form(self.files()))["id"]
            self.finish(c, again)
            check(self.counts(c, self.incidents[0]) == self.like, "the same files again added something")


class Saves(Kind):
    name = "people saving"
    threads = 4

    def open(self, server):
        super().open(server)
        with server.client() as c:
            self.incident = c.want(201, "POST", "/api/v1/incidents", {"title": "title 0"})["id"]
            made = c.want(201, "POST", "/api/v1/postmortems", {"incident_ids": [self.incident]})
            self.section = f"/api/v1/postmortems/{made['id']}/sections/summary"
            c.want(200, "PUT", self.section, {"body": "text 0"})
        self.acknowledged = {"title": 0, "body": 0}
        self.sent = {"title": 0, "body": 0}
        self.events = set()
        self.count = 0

    def work(self, c, number):
        if number == 0:
            n = self.sent["title"] = self.sent["title"] + 1
            c.want(200, "PATCH", f"/api/v1/incidents/{self.incident}", {"title": f"title {n}"})
            self.acknowledged["title"] = n
        elif number == 1:
            n = self.sent["body"] = self.sent["body"] + 1
            c.want(200, "PUT", self.section, {"body": f"text {n}"})
            self.acknowledged["body"] = n
        else:
            self.count += 1
            title = f"line {number} {self.count}"
            c.want(201, "POST", f"/api/v1/incidents/{self.incident}/events",
                   {"at": "2024-03-14T10:00:00Z", "title": title})
            self.events.add(title)

    def is_last(self, what, text):
        shown, least, most = int(text.split()[1]), self.acknowledged[what], self.sent[what]
        check(least <= shown <= most, f"the {what} is {shown}; {least} was acknowledged and {most} was sent")
        self.acknowledged[what] = self.sent[what] = shown

    def look(self, c):
        incident = c.want(200, "GET", f"/api/v1/incidents/{self.incident}")
        self.is_last("title", incident["title"])
        section = c.want(200, "GET", self.section)
        self.is_last("body", section["body"])
        versions = [v["version"] for v in c.all(self.section + "/versions")]
        check(versions == list(range(section["version"], 0, -1)), f"its versions are {versions[:20]}")
        there = [e["title"] for e in c.all(f"/api/v1/incidents/{self.incident}/events", 5000)]
        lost = self.events - set(there)
        check(not lost, f"{len(lost)} acknowledged lines are lost, as '{min(lost, default='')}'")
        check(len(there) == len(set(there)), "a line is there twice")
        counted = incident["counts"]["events"]
        check(counted == len(there), f"it counts {counted} of {len(there)} events")


class Intake(Kind):
    name = "a burst of deliveries"
    threads = 8

    def open(self, server):
        super().open(server)
        self.lock = threading.Lock()
        self.number = 0
        self.acknowledged = {}
        with server.client() as c:
            self.source, self.address, _ = new_source(c, "Alerts", importer="alertmanager", attach="inbox")

    def work(self, c, number):
        with self.lock:
            n = self.number = self.number + 1
        self.acknowledged[n] = c.want(202, "POST", self.address, alert(n))["delivery"]

    def look(self, c):
        there = {d["id"]: d for d in c.all(f"/api/v1/sources/{self.source}/deliveries")}
        lost = set(self.acknowledged.values()) - set(there)
        check(not lost, f"{len(lost)} acknowledged deliveries are lost")
        check(len(there) <= self.number, f"{len(there)} deliveries of {self.number} that were sent")

        def all_read():
            counts = c.want(200, "GET", f"/api/v1/sources/{self.source}")["counts"]
            return counts["waiting"] == 0 and counts
        counts = until(all_read, "all deliveries are read", server=self.server)
        check(counts["read"] == len(there), f"{counts['read']} of {len(there)} were read")
        inbox = c.want(200, "GET", "/api/v1/inbox")["count"]
        check(inbox == len(there), f"{inbox} signals of {len(there)} deliveries")
        for n, id_ in list(self.acknowledged.items())[-20:]:
            again = c.want(202, "POST", self.address, alert(n))
            check(again == {"delivery": id_, "repeated": True}, f"sent again, delivery {n} is {again}")


class Backups(Saves):
    """A copy is being made, through the server and beside it, while people write."""

    name = "a backup"
    threads = 4
    moment_s = 0.4

    def open(self, server):
        super().open(server)
        self.file = 0
        with server.client() as c:
            _, address, _ = new_source(c, "Large")
            for n in range(8):  # so that a copy takes a while
                c.want(202, "POST", address, os.urandom(1 << 20) + bytes([n]))

    def work(self, c, number):
        if number == 3:
            status, headers, data = c.ask("GET", "/api/v1/backup")
            check(status == 200 and len(data) == int(headers["Content-Length"]), f"a backup gives {status}")
        else:
            super().work(c, number)

    def look(self, c):
        super().look(c)
        copy = f"{self.server.data}-{self.round}.db"
        with open(copy, "wb") as f:
            f.write(c.want(200, "GET", "/api/v1/backup"))
        self.holds(copy, c)
        self.beside(c)

    def holds(self, copy, c):
        """Restored, it is the same record as that of the server."""
        folder = copy + "-restored"
        done = self.server.run("restore", copy, "--data", folder)
        check(done.returncode == 0, f"restore says: {done.stderr}")
        done = self.server.run("verify", "--data", folder)
        check(done.returncode == 0, f"verify says of what was restored: {done.stdout}{done.stderr}")
        for path in (copy, folder + "/aftermath.db"):
            os.unlink(path)

    def beside(self, c):
        """The command is killed: the file with the backup's name is whole, or not there."""
        target = f"{self.server.data}-beside-{self.round}.db"
        p = subprocess.Popen([self.server.program, "backup", target, "--data", self.server.data],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        threading.Event().wait(proof.random.random() * 0.15)
        p.kill()
        p.wait()
        if os.path.exists(target):
            self.holds(target, c)


def work_until_lost(kind, number, mistakes):
    """The connection's end is what ends this; a wrong answer is a failure."""
    try:
        with kind.server.client() as c:
            while True:
                kind.work(c, number)
    except OSError:
        pass
    except Exception as e:
        mistakes.append(e)


def one_round(kind):
    global slowest_start
    mistakes = []
    kind.prepare()
    threads = [threading.Thread(target=work_until_lost, args=(kind, n, mistakes)) for n in range(kind.threads)]
    for t in threads:
        t.start()
    threading.Event().wait(proof.random.random() * kind.moment_s)  # the random moment
    kind.server.kill()
    for t in threads:
        t.join()
    if mistakes:
        raise mistakes[0]
    took = kind.server.start()
    slowest_start = max(slowest_start, took)
    check(took < START_MAX_S, f"it was ready after {took:.2f} s")
    with kind.server.client() as c:
        kind.look(c)
    kind.server.is_sound()


def main():
    program = sys.argv[1]
    for number, make in enumerate((Imports, Saves, Intake, Backups)):
        kind = make()
        began = time.monotonic()
        with proof.test(f"killed {ROUNDS} times during {kind.name}, it lost nothing"):
            for r in range(ROUNDS):
                if r % FRESH_EVERY == 0:
                    if kind.server:
                        kind.server.stop()
                    server = proof.server(program, f"{proof.work}/{number}-{r}")
                    server.add_admin()
                    server.start()
                    kind.open(server)
                kind.round = r
                one_round(kind)
            kind.server.stop()
        print(f"# {kind.name}: {time.monotonic() - began:.1f} s")
    print(f"# the slowest start after a kill: {slowest_start:.3f} s")
    proof.end()


main()
