"""A database that cannot take writes: its disk is full, it is read-only, somebody else holds a lock."""

import os
import sqlite3
import subprocess
import threading
import time

from . import crash
from .world import HEAD, PASSWORD, READY, submission
from .writers import Writers


def full(world, outcome):
    """The disk of the database fills up in the midst of writing, and has room again later."""
    folder = world.data if world.kind == "sqlite" else world.cluster
    world.mount(folder, 320 if world.kind == "sqlite" else 640)
    world.people()
    filler = os.path.join(folder, "filler")

    def break_it():
        # Others write meanwhile, so it is filled until nothing fits any more: in large pieces, then in small ones.
        with open(filler, "wb", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def mend():
        os.remove(filler)
        # PostgreSQL ends where it cannot write its log, and not all of it comes back by itself.
        if world.kind == "postgres" and not crash.children(postmaster(world)):
            crash.start_cluster(world)

    through(world, outcome, break_it, mend, {"disk", "writes", "database"})
    if world.kind == "sqlite":
        told = world.sql("PRAGMA integrity_check")[0][0]
        outcome.expect(told == "ok", f"integrity_check: {told}")


def postmaster(world):
    try:
        with open(os.path.join(world.cluster, "data", "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())
    except (OSError, ValueError):
        return -1


def read_only(world, outcome):
    """PostgreSQL becomes read-only, as a standby is; a service on a read-only disk does not start, and says why."""
    if world.kind == "sqlite":
        return read_only_disk(world, outcome)
    world.people()
    sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'postgres' AND datname IS NOT NULL"

    def switch(to):
        subprocess.run(["psql", world.url, "-XAtq", "-c", "SET default_transaction_read_only = off",
                        "-c", f"ALTER DATABASE postgres SET default_transaction_read_only = {to}", "-c", sessions], check=True, capture_output=True)

    through(world, outcome, lambda: switch("on"), lambda: switch("off"), {"writes", "database", "readOnly"})


def read_only_disk(world, outcome):
    """A service that is started on a disk that cannot be written ends and says why, or lives, is not ready, and takes nothing."""
    world.mount(world.data, 320)
    world.people()
    world.kill()
    subprocess.run(["mount", "-o", "remount,ro", world.data], check=True)
    try:
        world.start(within=5)
        ready = True
    except RuntimeError as why:
        ready, said = False, str(why)
    answer, reasons, refused = world.ask("/readyz"), [], None
    if answer:
        reasons = answer.reasons()
        caller = world.caller()
        refused = caller.call("POST", "/v1/sessions", {"login": HEAD, "password": PASSWORD})
        outcome.expect(refused.is_turned_away(), f"a write is answered with {refused}")
        outcome.expect(not ready and "readOnly" in reasons, f"/readyz said {answer.status} {reasons}")
    outcome.note(ready=ready, reasons=reasons, saying=None if ready else said)
    world.kill()
    subprocess.run(["mount", "-o", "remount,rw", world.data], check=True)
    world.start()
    outcome.expect(world.caller().sign_in().call("POST", "/v1/reports/batch", submission("A")).status == 200, "it does not write again")


def locked(world, outcome):
    """Somebody else holds a lock for longer than anybody waits."""
    world.people()
    held, hold = threading.Event(), 6 if world.quick else 15
    release = threading.Event()

    def lock_sqlite():
        conn = sqlite3.connect(os.path.join(world.data, "ereporting.sqlite"), timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")
        held.set()
        release.wait(120)
        conn.execute("ROLLBACK")
        conn.close()

    def lock_postgres():
        psql = subprocess.Popen(["psql", world.url, "-XAtq"], stdin=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL)
        psql.stdin.write("BEGIN; LOCK TABLE report, event IN ACCESS EXCLUSIVE MODE;\n")
        psql.stdin.flush()
        time.sleep(1)
        held.set()
        release.wait(120)
        psql.communicate("ROLLBACK;\n", timeout=30)

    holder = threading.Thread(target=lock_sqlite if world.kind == "sqlite" else lock_postgres, daemon=True)

    def break_it():
        holder.start()
        held.wait(30)

    def mend():
        release.set()
        holder.join(30)

    through(world, outcome, break_it, mend, {"writes", "database"}, hold, writers=40)


def through(world, outcome, break_it, mend, reasons, hold=6, writers=8):
    """Reports are handed in all the time. While it is broken, 503 with `Retry-After` is the one refusal, and /readyz says why;
    once it is mended all of them are taken, each once and whole, and what was acknowledged outlives a kill."""
    pid, writing = world.child.pid, Writers(world, writers, 1_000_000).start()
    wait(lambda: len(writing.acknowledged) >= 50, 30)
    break_it()
    before, begun, seen = len(writing.acknowledged), time.time(), set()
    while time.time() - begun < hold:
        answer = world.ask("/readyz", timeout=10)
        if answer and answer.status != 200:
            seen.update(answer.reasons() or ["(without reasons)"])
        time.sleep(0.25)
    turned = writing.statuses.get(503, 0)
    meanwhile = len(writing.acknowledged) - before
    mend()
    begun, there = time.time(), len(writing.acknowledged)
    wait(lambda: len(writing.acknowledged) > there + 20, 60)
    back = time.time() - begun
    writing.total = 0
    outcome.expect(writing.join(60), "the writers did not come to an end")
    outcome.note(turned_away=turned, acknowledged_meanwhile=meanwhile, ready_said=sorted(seen), back_within=f"{back:.1f} s",
                 slowest=f"{writing.slowest:.1f} s", answers=dict(sorted(writing.statuses.items())))
    outcome.expect(turned > 0, "nobody was turned away: it was not broken")
    outcome.expect(seen and seen <= reasons, f"/readyz said {sorted(seen)}, one of {sorted(reasons)} is asked")
    outcome.expect(back <= READY, f"back only after {back:.1f} s")
    outcome.expect(world.lives() and world.child.pid == pid, "the service ended")
    outcome.expect(writing.doubts == 0, f"{writing.doubts} calls without an answer")
    # Durable: what was acknowledged afterwards is there though the service is killed at once.
    world.kill()
    world.start()
    found = writing.check(outcome)
    halves = int(world.sql("SELECT COUNT(*) FROM report r WHERE NOT EXISTS (SELECT 1 FROM report_version v WHERE v.report_id = r.id)")[0][0])
    audit = int(world.sql("SELECT COUNT(*) FROM audit WHERE action = 'submitReport'")[0][0])
    outcome.expect(halves == 0 and audit == len(found), f"half-written: {halves} reports without content, {audit} audit rows for {len(found)} reports")


def wait(done, within):
    until = time.time() + within
    while not done() and time.time() < until:
        time.sleep(0.01)
    return done()


