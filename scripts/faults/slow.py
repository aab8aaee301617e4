"""Callers who dawdle: they hold connections, and nobody else may feel it."""

import http.client
import resource
import socket
import threading
import time

from .world import HOST

CUT, P99 = 35.0, 0.250
MODES = ("header", "body", "read", "idle")


def callers(world, outcome):
    """So many sockets of each mode at once: header, body, answer not read, nothing at all. Each is cut within 35 s, and a
    caller who behaves has no error and a p99 of at most 250 ms meanwhile."""
    each = 60 if world.quick else 400
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 16_384) if most > 0 else 16_384, most))
    world.people()
    healthy = Healthy(world)
    time.sleep(1)
    # The longest document there is, more often than buffers hold.
    request = b"GET /openapi/v1.json HTTP/1.1\r\nhost: a\r\n\r\n" * 16
    first = {"header": b"GET /v1/blks HTTP/1.1\r\nhost: a\r\nx-slow: ", "read": request, "idle": b"",
             "body": b"POST /v1/sessions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"}
    sockets = {mode: [dawdle(world.port, first[mode]) for _ in range(each)] for mode in MODES}
    begun, cut = time.time(), {}
    names = {mode: {sock.getsockname()[1] for sock in sockets[mode]} for mode in MODES}
    trickled = begun
    while len(cut) < len(MODES) and time.time() - begun < 90:
        open_ports = established(world.port)
        for mode in MODES:
            if mode not in cut and not names[mode] & open_ports:
                cut[mode] = time.time() - begun
        if time.time() - trickled > 4:
            trickled = time.time()
            for mode in ("header", "body"):
                for sock in sockets[mode]:
                    try:
                        sock.send(b"x")
                    except OSError:
                        pass
        time.sleep(0.25)
    times, errors = healthy.stop()
    for mode in MODES:
        for sock in sockets[mode]:
            sock.close()
    p99 = times[int(len(times) * 0.99)] if times else 99
    outcome.note(sockets=f"{each} a mode", cut={mode: f"{cut[mode]:.0f} s" if mode in cut else "never" for mode in MODES},
                 healthy_p99=f"{p99 * 1000:.0f} ms of {len(times)}", errors=len(errors))
    for mode in MODES:
        outcome.expect(cut.get(mode, 99) <= CUT, f"{mode}: cut after {cut.get(mode, 'never')}")
    outcome.expect(p99 <= P99, f"healthy p99 {p99 * 1000:.0f} ms")
    outcome.expect(not errors, f"healthy errors: {errors[:3]}")


def dawdle(port, begin):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(10)
    sock.connect((HOST, port))
    sock.sendall(begin)
    sock.setblocking(False)
    return sock


def established(port):
    """Ports of callers whose connection the service still holds."""
    found = set()
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table.readlines()[1:]:
            local, remote, state = line.split()[1:4]
            if int(local.split(":")[1], 16) == port and state in ("01", "08"):
                found.add(int(remote.split(":")[1], 16))
    return found


class Healthy:
    """Asks twenty times a second over one connection."""

    def __init__(self, world):
        self.caller, self.times, self.errors, self.over = world.caller(timeout=10), [], [], False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.over:
            begun = time.time()
            try:
                answer = self.caller.call("GET", "/v1/blks?limit=10")
                if answer.status != 200:
                    self.errors.append(str(answer))
            except (OSError, http.client.HTTPException) as broken:
                self.errors.append(repr(broken))
            self.times.append(time.time() - begun)
            time.sleep(0.05)

    def stop(self):
        self.over = True
        self.thread.join(15)
        return sorted(self.times), self.errors
