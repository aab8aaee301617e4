"""`kill -9`, of the service and of PostgreSQL, while reports are handed in."""

import os
import signal
import subprocess
import time

from .receiver import Receiver
from .world import BLK, READY
from .writers import Writers

WRITERS = 8


def service(world, outcome):
    """Acknowledged submissions through kills of the service; a job, webhooks and the audit log go on where they were."""
    total, kills, rows = (400, 5, 200) if world.quick else (5_000, 50, 2_000)
    receiver = Receiver()
    try:
        world.env.update(EREPORTING_WEBHOOK_ALLOW=receiver.place, EREPORTING_WEBHOOK_PAUSES="0.05,0.1,0.2,0.5,1,2,5")
        world.people()
        world.caller().sign_in().ok("POST", "/v1/webhook-endpoints", {"url": f"http://{receiver.place}/hook", "types": ["report.submitted"]})
        job = begin_import(world, rows)
        writers, slowest = Writers(world, WRITERS, total).start(), 0.0
        for number in range(1, kills + 1):
            until = time.time() + 60
            while len(writers.acknowledged) < number * total // (kills + 1) and time.time() < until:
                time.sleep(0.002)
            world.kill()
            slowest = max(slowest, world.start())
        outcome.expect(writers.join(300), "the writers did not come to an end")
        outcome.note(kills=kills, ready_within=f"{slowest:.1f} s")
        outcome.expect(slowest <= READY, f"ready only after {slowest:.1f} s")
        writers.check(outcome)
        check_audit(world, outcome, len(writers.acknowledged))
        check_job(world, outcome, job, rows)
        wait_for_webhooks(world, outcome, receiver)
    finally:
        receiver.close()


def begin_import(world, rows):
    """A file of drafts, to be imported while the service is killed."""
    lines = ["blk,event,N01,N02,narrative.kronologi"] + [f"{BLK},J-{number:05},LAINNYA,1,Uji" for number in range(rows)]
    return world.caller(timeout=120).sign_in().ok("POST", "/v1/imports?kind=reports&template=LAP_INSIDENTAL&name=tahan.csv", "\n".join(lines),
                                                  kind="text/csv")["id"]


def check_job(world, outcome, job, rows):
    caller, until = world.caller().sign_in(), time.time() + 120
    while True:
        now = caller.ok("GET", f"/v1/jobs/{job}")
        if now["state"] not in ("QUEUED", "RUNNING") or time.time() > until:
            break
        time.sleep(0.5)
    # A row whose commit was in doubt when the service died is found again as existing.
    there = sum(name.startswith("J-") for name in world.filed())
    outcome.note(job=f"{now['state']} {now['created']}+{now['existing']} of {rows}")
    outcome.expect(now["state"] == "DONE" and now["created"] + now["existing"] == rows and there == rows, f"the job: {now}, {there} reports")


def check_audit(world, outcome, acknowledged):
    """One audit row for each submission, and positions of events without gaps."""
    until = time.time() + 60
    while world.sql("SELECT COUNT(*) FROM event WHERE position IS NULL")[0][0] != "0" and time.time() < until:
        time.sleep(0.2)
    rows = int(world.sql("SELECT COUNT(*) FROM audit WHERE action = 'submitReport'")[0][0])
    distinct, count, least, most = map(int, world.sql("SELECT COUNT(DISTINCT position), COUNT(*), MIN(position), MAX(position) FROM event")[0])
    outcome.note(audit_rows=rows, positions=f"{least}..{most}")
    outcome.expect(rows == acknowledged, f"{rows} audit rows for {acknowledged} submissions")
    outcome.expect(distinct == count == most - least + 1, f"{count} events with {distinct} positions from {least} to {most}")


def wait_for_webhooks(world, outcome, receiver):
    wanted, until = int(world.sql("SELECT COUNT(*) FROM event WHERE type = 'report.submitted'")[0][0]), time.time() + 180
    while len(receiver.seen) < wanted and time.time() < until:
        time.sleep(0.2)
    outcome.note(webhooks=f"{len(receiver.seen)} of {wanted}")
    outcome.expect(len(receiver.seen) == wanted, f"{len(receiver.seen)} of {wanted} events reached the receiver")


def database(world, outcome):
    """`kill -9` of the postmaster and of all its children: the service lives on, says 503, and comes back by itself."""
    total, kills = (600, 3) if world.quick else (4_000, 20)
    world.people()
    pid, writers, slowest = world.child.pid, Writers(world, WRITERS, total).start(), 0.0
    for number in range(1, kills + 1):
        until = time.time() + 60
        while len(writers.acknowledged) < number * total // (kills + 1) and time.time() < until:
            time.sleep(0.005)
        kill_cluster(world)
        time.sleep(0.5)
        start_cluster(world)
        slowest = max(slowest, world.until_ready(time.time(), 30))
        outcome.expect(world.lives() and world.child.pid == pid, "the service ended")
    outcome.expect(writers.join(300), "the writers did not come to an end")
    outcome.note(kills=kills, back_within=f"{slowest:.1f} s", answers=dict(sorted(writers.statuses.items())), slowest=f"{writers.slowest:.1f} s")
    outcome.expect(slowest <= READY, f"back only after {slowest:.1f} s")
    outcome.expect(writers.doubts == 0, f"{writers.doubts} calls without an answer")
    writers.check(outcome)
    check_audit(world, outcome, len(writers.acknowledged))


def kill_cluster(world):
    """Ends the postmaster and all its children at once."""
    with open(os.path.join(world.cluster, "data", "postmaster.pid"), encoding="ascii") as file:
        postmaster = int(file.readline())
    # Stopped first, so that it notices nothing and starts no other child.
    os.kill(postmaster, signal.SIGSTOP)
    for pid in children(postmaster) + [postmaster]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    while os.path.exists(f"/proc/{postmaster}") and state(postmaster) != "Z":
        time.sleep(0.01)


def children(parent):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                if int(file.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(pid))
        except (OSError, IndexError):
            pass
    return found


def state(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def start_cluster(world):
    with open(os.path.join(world.cluster, "bin"), encoding="utf-8") as file:
        ctl = [os.path.join(file.read().strip(), "pg_ctl")]
    data, port = os.path.join(world.cluster, "data"), world.url.rsplit(":", 1)[1].split("/")[0]
    command = ctl + ["start", "-w", "-t", "60", "-s", "-D", data, "-l", os.path.join(data, "server.log"), "-o", f"-p {port}"]
    if os.geteuid() == 0:
        import pwd
        command = ["runuser", "-u", pwd.getpwuid(os.stat(data).st_uid).pw_name, "--"] + command
    for _ in range(20):
        if subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0:
            return
        time.sleep(0.2)
    raise RuntimeError("PostgreSQL does not start again")
