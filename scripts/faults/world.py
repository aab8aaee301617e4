"""A service over a database of its own, with those who call it."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

HOST, PASSWORD, BLK = "127.0.0.1", "kuda-hijau-42-meja", "BLKK-3602-901"
READY = 10  # seconds within which a service that was killed must be ready again
HEAD, ADMIN = "head@hold.test", "admin@hold.test"


class Skipped(Exception):
    """A suite that this machine cannot run."""


class Outcome:
    """Figures of a suite, and what was not as promised."""

    def __init__(self):
        self.facts, self.faults = {}, []

    def note(self, **facts):
        self.facts.update({name.replace("_", " "): value for name, value in facts.items()})

    def expect(self, holds, fault):
        if not holds:
            self.faults.append(fault)


class Answer:
    def __init__(self, answer):
        self.status, self.headers = answer.status, {name.lower(): value for name, value in answer.getheaders()}
        text = answer.read()
        try:
            self.body = json.loads(text)
        except ValueError:
            self.body = text.decode(errors="replace")

    def is_turned_away(self):
        """503 as it must be: a stable code, and when to come again."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return self.status == 503 and code == "SERVICE.UNAVAILABLE" and self.headers.get("retry-after", "").isdigit()

    def reasons(self):
        return (self.body.get("params") or {}).get("reasons", []) if isinstance(self.body, dict) else []

    def __str__(self):
        return f"{self.status} retry-after={self.headers.get('retry-after')} {str(self.body)[:300]}"


class Caller:
    """Somebody who calls over one connection, which is made anew after it broke."""

    def __init__(self, port, token=None, timeout=30):
        self.port, self.token, self.timeout, self.conn = port, token, timeout, None

    def call(self, method, path, body=None, headers=None, kind="application/json"):
        """Raises OSError or HTTPException where no answer came: what became of the call is not known then."""
        headers = {**(headers or {}), **({"authorization": f"Bearer {self.token}"} if self.token else {})}
        if body is not None:
            headers["content-type"] = kind
            body = json.dumps(body) if isinstance(body, (dict, list)) else body
        if not self.conn:
            self.conn = http.client.HTTPConnection(HOST, self.port, timeout=self.timeout)
        try:
            self.conn.request(method, path, body, headers)
            return Answer(self.conn.getresponse())
        except (OSError, http.client.HTTPException):
            self.conn.close()
            self.conn = None
            raise

    def ok(self, method, path, body=None, headers=None, kind="application/json"):
        answer = self.call(method, path, body, headers, kind)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer.body

    def sign_in(self, login=HEAD):
        self.token = None
        self.token = self.ok("POST", "/v1/sessions", {"login": login, "password": PASSWORD})["accessToken"]
        return self


def incident(name):
    return {"blk": BLK, "template": "LAP_INSIDENTAL", "event": name, "values": {"N01": "LAINNYA", "N02": 1},
            "narrative": {"kronologi": "Uji tahan."}}


def submission(name):
    """One report, filed and handed in by one call."""
    return {"rows": [{"submit": True, "report": incident(name)}]}


class World:
    """A folder, a database, a service, an administrator, a BLK with its head."""

    def __init__(self, root, binary, database, quick, keep):
        self.root, self.binary, self.quick, self.keep, self.kind = root, binary, quick, keep, database
        self.dir = tempfile.mkdtemp(prefix="hold-", dir="/tmp")
        self.data, self.child, self.url, self.cluster, self.mounts = os.path.join(self.dir, "data"), None, None, None, []
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self.env = {**os.environ, "EREPORTING_LISTEN": f"{HOST}:{self.port}", "EREPORTING_LOG": "warn", "EREPORTING_ISSUER": "https://hold.test"}

    def __enter__(self):
        os.makedirs(self.data, exist_ok=True)
        self.env["EREPORTING_DATA_DIR"] = self.data
        os.chmod(self.dir, 0o755)
        if self.kind == "postgres":
            self.cluster = os.path.join(self.dir, "pg")
            os.makedirs(self.cluster)
        return self

    def start_cluster(self):
        made = subprocess.run([os.path.join(self.root, "scripts", "postgres"), "start", self.cluster], check=True, text=True, capture_output=True)
        self.url = made.stdout.strip()
        self.env["EREPORTING_DATABASE_URL"] = self.url

    def mount(self, folder, megabytes):
        """A small disk of its own."""
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder],
                                               check=False, capture_output=True).returncode:
            raise Skipped("only root may mount a small disk")
        self.mounts.append(folder)

    def __exit__(self, *_):
        self.kill()
        if self.cluster:
            subprocess.run([os.path.join(self.root, "scripts", "postgres"), "stop", self.cluster], check=False, capture_output=True)
        for folder in self.mounts:
            subprocess.run(["umount", "-l", folder], check=False, capture_output=True)
        if self.keep:
            print(f"  kept: {self.dir}")
        else:
            shutil.rmtree(self.dir, ignore_errors=True)

    def run(self, *arguments, words=""):
        subprocess.run([self.binary, *arguments], env=self.env, input=words, text=True, check=True, capture_output=True, cwd=self.dir)

    def people(self):
        """Migrates, makes the people and starts the service."""
        if self.cluster:
            self.start_cluster()
        self.run("migrate")
        self.run("user", "create", "--name", "Admin", "--email", ADMIN, "--role", "FKN_ADMIN", words=PASSWORD + "\n")
        self.start()
        blk = {"code": BLK, "name": "BLK Tahan", "hostType": "PESANTREN", "hostName": "Tahan", "region": "36.02.01.2002",
               "establishedYear": 2019, "enrolledOn": "2026-01-01"}
        self.caller().sign_in(ADMIN).ok("POST", "/v1/blks", blk)
        self.run("user", "create", "--name", "Kepala", "--email", HEAD, "--role", "BLK_HEAD", "--unit", BLK, words=PASSWORD + "\n")
        return self

    def start(self, within=60):
        """Starts the service; how many seconds passed until it was ready."""
        begun = time.time()
        with open(os.path.join(self.dir, "log"), "ab") as log:
            self.child = subprocess.Popen([self.binary, "serve"], env=self.env, stdout=log, stderr=log, cwd=self.dir)
        return self.until_ready(begun, within)

    def until_ready(self, begun, within):
        while time.time() - begun < within:
            if self.child.poll() is not None:
                raise RuntimeError(f"the service ended with {self.child.returncode}")
            answer = self.ask("/readyz")
            if answer and answer.status == 200:
                return time.time() - begun
            time.sleep(0.02)
        raise RuntimeError(f"not ready after {within} s")

    def ask(self, path, timeout=5):
        """One question over a connection of its own; none where no answer came."""
        caller = Caller(self.port, timeout=timeout)
        try:
            return caller.call("GET", path, headers={"connection": "close"})
        except (OSError, http.client.HTTPException):
            return None

    def caller(self, timeout=30):
        return Caller(self.port, timeout=timeout)

    def lives(self):
        return self.child is not None and self.child.poll() is None

    def kill(self):
        if self.lives():
            self.child.kill()
        if self.child:
            self.child.wait()

    def terminate(self, within):
        """Asks it to stop: its exit status and the seconds it took."""
        begun = time.time()
        self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(within), time.time() - begun
        except subprocess.TimeoutExpired:
            return None, time.time() - begun

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def files(self):
        """Every file in the folder of files."""
        return sorted(os.path.join(at, name) for at, _, names in os.walk(os.path.join(self.data, "files")) for name in names)

    def sql(self, statement):
        """Rows of the database, read beside the service."""
        if self.url:
            told = subprocess.run(["psql", self.url, "-XAtq", "-F", "\t", "-c", statement], check=True, text=True, capture_output=True)
            return [tuple(line.split("\t")) for line in told.stdout.splitlines()]
        conn = sqlite3.connect(os.path.join(self.data, "ereporting.sqlite"), timeout=10)
        try:
            return [tuple(map(str, row)) for row in conn.execute(statement).fetchall()]
        finally:
            conn.close()

    def filed(self):
        """How often each report of an incident is there, by its name, as the service tells it."""
        caller, found, after = self.caller().sign_in(), {}, ""
        while True:
            page = caller.ok("GET", f"/v1/reports?template=LAP_INSIDENTAL&limit=500{after}")
            for row in page["data"]:
                found[row["event"]] = found.get(row["event"], 0) + (1 if row["state"] == "SUBMITTED" and row["receipt"]["jws"] else 0)
            if not page["page"].get("next"):
                return found
            after = f"&after={page['page']['next']}"
