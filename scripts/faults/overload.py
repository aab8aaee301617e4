"""More callers than the service can serve."""

import multiprocessing
import os
import selectors
import socket
import time

from .world import ADMIN, HOST

GOOD, SHED, NORMAL = 0.8, 0.050, 5.0
PATH = "/v1/blks?limit=100"


def beyond(world, outcome):
    """Callers who ask again as soon as they are answered, more and more of them until no more is done; then four times as
    many, and a crowd. What is done stays at 80 % of the peak, the rest is turned away within 50 ms, and all is well 5 s later."""
    seconds = 2 if world.quick else 5
    admin = world.people().caller().sign_in(ADMIN)
    rows = [{"code": f"BLKK-3602-{number:04}", "name": f"BLK {number}", "hostType": "PESANTREN", "hostName": "Tahan", "region": "36.02",
             "establishedYear": 2019, "enrolledOn": "2026-01-01"} for number in range(1, 301)]
    admin.ok("POST", "/v1/blks/batch", {"rows": rows})
    request = (f"GET {PATH} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {admin.token}\r\n\r\n").encode()
    press(world.port, request, 4, 1)
    steps = {callers: press(world.port, request, callers, seconds) for callers in (1, 2, 4, 8, 16, 32, 64)}
    peak = max(done.good for done in steps.values()) / seconds
    saturation = min(callers for callers, done in steps.items() if done.good / seconds >= 0.95 * peak)
    outcome.note(peak=f"{peak:.0f}/s", saturation=saturation)
    for callers in (4 * saturation, 64 * max(saturation, 16)):
        done = press(world.port, request, callers, seconds * 2)
        good, late = done.good / (seconds * 2), done.late(0.99)
        outcome.note(**{f"with_{callers}": f"{good:.0f}/s, {done.shed} shed, p99 {late * 1000:.0f} ms"})
        outcome.expect(good >= GOOD * peak, f"{callers} callers: {good:.0f}/s of {peak:.0f}/s")
        outcome.expect(not done.odd, f"{callers} callers: {done.odd[:3]}")
        outcome.expect(late <= SHED, f"{callers} callers: turned away after {late * 1000:.0f} ms (p99)")
    time.sleep(NORMAL - 1)
    alone = press(world.port, request, 1, 1)
    outcome.note(alone_before=f"{steps[1].good / seconds:.0f}/s", alone_after=f"{alone.good:.0f}/s")
    outcome.expect(alone.good >= 0.7 * steps[1].good / seconds and not alone.shed, "not as before after 5 s")


class Done:
    def __init__(self, parts):
        self.good, self.shed = sum(part[0] for part in parts), sum(len(part[1]) for part in parts)
        self.times = sorted(time for part in parts for time in part[1])
        self.odd = [odd for part in parts for odd in part[2]]

    def late(self, share):
        return self.times[int(len(self.times) * share)] if self.times else 0.0


def press(port, request, callers, seconds):
    """So many callers for so long, spread over a few processes; each has one request on its way at all times."""
    processes = min(callers, 2 * (os.cpu_count() or 1))
    shares = [callers // processes + (number < callers % processes) for number in range(processes)]
    # The processes hold nothing of ours: they are begun anew, not forked beside running threads.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return Done(pool.starmap(ask, [(port, request, share, time.time() + 1.5, seconds) for share in shares]))


def ask(port, request, callers, begin, seconds):
    """One process of callers: how many were served, after how long others were turned away, and what else there was."""
    chooser, good, shed, odd = selectors.DefaultSelector(), 0, [], []
    for _ in range(callers):
        sock = socket.create_connection((HOST, port), timeout=10)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        chooser.register(sock, selectors.EVENT_READ, [b"", 0.0])
    time.sleep(max(0.0, begin - time.time()))
    for key in list(chooser.get_map().values()):
        key.data[1] = time.time()
        key.fileobj.send(request)
    until = time.time() + seconds
    while time.time() < until and chooser.get_map():
        for key, _ in chooser.select(0.1):
            sock, state = key.fileobj, key.data
            try:
                piece = sock.recv(1 << 18)
            except OSError as broken:
                piece, odd = b"", odd + [repr(broken)]
            if not piece:
                odd.append("the connection was closed")
                chooser.unregister(sock)
                continue
            state[0] += piece
            status, whole, told = look(state[0])
            if not whole:
                continue
            if status == 200:
                good += 1
            elif status == 503 and told:
                shed.append(time.time() - state[1])
            else:
                odd.append(f"{status} {state[0][:200]!r}")
            state[0], state[1] = b"", time.time()
            sock.send(request)
    return good, shed, odd


def look(text):
    """Status of an answer, whether it is whole, whether it says when to come again."""
    head, found, body = text.partition(b"\r\n\r\n")
    if not found:
        return 0, False, False
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
    whole = len(body) >= length if length is not None else text.endswith(b"0\r\n\r\n")
    return int(lines[0].split()[1]), whole, any(line.startswith(b"retry-after:") for line in lines)
