"""A disk that fills up: every write says so with 507, nothing that was acknowledged is lost, reading goes on, and when
there is room again everything goes on by itself. The data folder lies on a tmpfs of a few MiB."""

import os
import sys

from server import Proof, alert, check, form, lines_file, new_source, until

SAYS = "the disk is full; make room and "
LARGE = 300 << 10  # a body that goes through a file

proof = Proof()


class Ballast:
    """A file that takes all the room there is."""

    def __init__(self, folder):
        self.path = folder + "/ballast"

    def fill(self):
        """Down to the last byte. What the server frees meanwhile can be taken with another call."""
        with open(self.path, "ab", buffering=0) as f:
            piece = b"x" * 65536
            while piece:
                try:
                    f.write(piece)
                except OSError:
                    piece = piece[:len(piece) // 2]

    def drop(self):
        os.unlink(self.path)


def is_refused(what, answer):
    status, _, body = answer
    check(status == 507, f"{what} gives {status}, not 507: {body}")
    check(isinstance(body, dict) and body["status"] == 507, f"{what}: no problem document: {body}")
    check(SAYS in body["detail"], f"{what} does not say '{SAYS}...': {body}")


def write_until_refused(what, write):
    """What was acknowledged meanwhile; the log beside the database may have some room in itself."""
    done = []
    for n in range(100000):
        answer = write(n)
        if answer[0] not in (200, 201, 202):
            is_refused(what, answer)
            return done
        done.append(answer[2])
    check(False, f"{what} is never refused")


class Story:
    def __init__(self, program, folder):
        self.server = proof.server(program, folder + "/data")
        self.ballast = Ballast(folder)
        self.server.add_admin()
        self.server.start()
        self.c = self.server.client()
        self.deliveries, self.incidents = [], []
        self.source, self.address, _ = new_source(self.c, "Alerts", importer="alertmanager", attach="inbox")
        self.incident = self.incident_new(0)[2]["id"]

    def incident_new(self, n):
        return self.c.ask("POST", "/api/v1/incidents", {"title": f"incident {n}", "summary": "s" * 2000})

    def deliver(self, n, pad=1000):
        return self.c.ask("POST", self.address, alert(n, pad))

    def upload(self, size):
        return self.c.ask("POST", f"/api/v1/incidents/{self.incident}/imports", *form([("a.log", b"x" * size)]))

    def fill(self):
        self.ballast.fill()
        self.deliveries += write_until_refused("a delivery", lambda n: self.deliver(len(self.deliveries) + n))
        self.incidents += write_until_refused("an incident", self.incident_new)
        self.ballast.fill()

    def refuses(self):
        """Each kind of write."""
        write_until_refused("a change of an incident", lambda n: self.c.ask(
            "PATCH", f"/api/v1/incidents/{self.incident}", {"summary": f"{n} " + "t" * 10000}))
        write_until_refused("a line of a timeline", lambda n: self.c.ask(
            "POST", f"/api/v1/incidents/{self.incident}/events",
            {"at": "2024-03-14T10:00:00Z", "title": f"line {n}", "detail": "d" * 5000}))
        is_refused("an upload", self.upload(1000))
        is_refused("an upload through a file", self.upload(LARGE))
        is_refused("a delivery through a file", self.deliver(1 << 20, LARGE))
        is_refused("a backup", self.c.ask("GET", "/api/v1/backup"))

    def reads(self):
        for path in ("/healthz", "/readyz", "/api/v1/incidents", f"/api/v1/incidents/{self.incident}",
                     f"/api/v1/sources/{self.source}/deliveries", "/api/v1/search?q=incident", "/api/v1/home",
                     "/api/v1/postmortems", "/metrics"):
            self.c.want(200, "GET", path)

    def has_everything(self):
        there = {d["id"] for d in self.c.all(f"/api/v1/sources/{self.source}/deliveries")}
        lost = {d["delivery"] for d in self.deliveries} - there
        check(not lost, f"{len(lost)} acknowledged deliveries are lost")
        there = {i["id"] for i in self.c.all("/api/v1/incidents")}
        lost = {i["id"] for i in self.incidents} - there
        check(not lost, f"{len(lost)} acknowledged incidents are lost")
        self.server.is_sound()

    def recovers(self):
        """Everything that was refused is taken, without a restart; what waited is read."""
        self.ballast.drop()
        check(self.upload(LARGE)[0] == 202, "with room again, an upload is refused")
        for n in range(10):
            status, _, body = self.deliver(2000000 + len(self.deliveries))
            check(status == 202, f"with room again, a delivery gives {status}: {body}")
            self.deliveries.append(body)
        self.incidents.append(self.c.want(201, "POST", "/api/v1/incidents", {"title": "after"}))
        self.c.want(200, "GET", "/api/v1/backup")
        until(lambda: self.c.want(200, "GET", f"/api/v1/sources/{self.source}")["counts"]["waiting"] == 0,
              "what waited is read", server=self.server)

    def again(self):
        """Ready to be filled once more: the connection of before was closed by a refusal, or by a kill."""
        self.c.http.close()
        self.c = self.server.client()


def import_in_the_middle(story):
    """It was promised (202); it ends by itself when there is room."""
    count = 6000
    data = lines_file(0, count)
    made = story.c.want(202, "POST", f"/api/v1/incidents/{story.incident}/imports", *form([("a.jsonl", data)]))
    story.ballast.fill()
    path = f"/api/v1/imports/{made['id']}"
    log_bytes = os.path.getsize(story.server.log)

    def wants_room():
        with open(story.server.log, "rb") as f:
            f.seek(log_bytes)
            return b"job=imports" in f.read() or story.c.want(200, "GET", path)["state"] in ("done", "failed")
    until(wants_room, "the import wants room", server=story.server)
    job = story.c.want(200, "GET", path)
    check(job["state"] == "running", f"without room its state is {job['state']}: {job['error']}")
    story.ballast.drop()
    job = until(lambda: (j := story.c.want(200, "GET", path))["state"] in ("done", "failed") and j,
                "the import is over", server=story.server)
    check(job["state"] == "done", f"it failed: {job['error']}")
    check(job["signal_count"] == count, f"{job['signal_count']} signals of {count}")
    shown = story.c.want(200, "GET", f"/api/v1/incidents/{story.incident}")["counts"]["signals"]
    check(shown == count, f"the incident has {shown} signals of {count}")
    left = os.listdir(story.server.data + "/imports")
    check(not left, f"files are left behind: {left}")


def main():
    program, folder = sys.argv[1:3]
    story = Story(program, folder)
    with proof.test("on a full disk every write is refused with 507 and what to do"):
        story.fill()
        story.refuses()
    with proof.test("on a full disk everything can be read, and nothing acknowledged is lost"):
        story.again()
        story.reads()
        story.has_everything()
        left = [f for f in os.listdir(story.server.data) if f.startswith("backup_")]
        check(not left, f"of a backup that failed something is left: {left}")
    with proof.test("with room again it goes on by itself"):
        story.recovers()
        story.has_everything()
    with proof.test("killed on a full disk it starts there, and has lost nothing"):
        story.fill()
        story.server.kill()
        os.unlink(story.server.data + "/lock")  # it is made anew, and cannot even hold a number
        story.ballast.fill()
        story.server.start()
        story.again()
        story.reads()
        story.has_everything()
        story.again()
        story.recovers()
        story.has_everything()
    with proof.test("an import that ran out of room ends when there is room"):
        import_in_the_middle(story)
        story.has_everything()
        story.server.stop()
    proof.end()


main()
