"""Writers who hand reports in, each with a key, until all are acknowledged: what became of each is known at the end."""

import http.client
import threading
import time

from .world import submission


class Writers:
    """So many writers. `statuses` counts what was answered; `odd` holds answers that nobody may get."""

    def __init__(self, world, count, total):
        self.world, self.total, self.lock = world, total, threading.Lock()
        self.acknowledged, self.doubts, self.statuses, self.odd, self.next, self.over = [], 0, {}, [], 0, False
        self.slowest, self.refused = 0.0, 0
        self.signing, self.token, self.since = threading.Lock(), None, 0.0
        self.threads = [threading.Thread(target=self.write, daemon=True) for _ in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def take(self):
        with self.lock:
            if self.over or self.next >= self.total:
                return None
            self.next += 1
            return self.next - 1

    def write(self):
        caller = None
        while True:
            number = self.take()
            if number is None:
                return
            name = f"K-{number:06}"
            while not self.over:
                try:
                    caller = caller or self.world.caller(timeout=20)
                    caller.token = self.signed_in()
                    begun = time.time()
                    answer = caller.call("POST", "/v1/reports/batch", submission(name), {"idempotency-key": f"key-{name}"})
                    self.slowest = max(self.slowest, time.time() - begun)
                except ConnectionRefusedError:
                    # It was never taken.
                    with self.lock:
                        self.refused += 1
                    time.sleep(0.05)
                    continue
                except (OSError, http.client.HTTPException):
                    # Nobody knows what became of it: sent again with the same key.
                    with self.lock:
                        self.doubts += 1
                    time.sleep(0.05)
                    continue
                except RuntimeError as refused:  # of the sign-in
                    if "503" not in str(refused):
                        self.odd.append(str(refused))
                    time.sleep(0.2)
                    continue
                if self.noted(answer, name):
                    break
                time.sleep(0.1)

    def signed_in(self):
        """One token for all: sign-ins are counted. A new one in time, and not in the midst of a fault."""
        with self.signing:
            if not self.token or time.time() - self.since > 600:
                self.token, self.since = self.world.caller(timeout=10).sign_in().token, time.time()
            return self.token

    def noted(self, answer, name):
        """Counts an answer; whether the report is acknowledged."""
        done = answer.status == 200 and isinstance(answer.body, dict) and answer.body.get("accepted") == 1
        with self.lock:
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            if done:
                self.acknowledged.append(name)
            elif not (answer.is_turned_away() or self.is_running(answer)):
                self.odd.append(str(answer))
        return done

    def is_running(self, answer):
        """The same key is still at work on the server: after a doubt, the first call may not have ended."""
        return answer.status == 409 and isinstance(answer.body, dict) and answer.body.get("code") == "IDEMPOTENCY.IN_PROGRESS"

    def join(self, within):
        until = time.time() + within
        for thread in self.threads:
            thread.join(max(0.0, until - time.time()))
        self.over = True
        return not any(thread.is_alive() for thread in self.threads)

    def check(self, outcome):
        """The set checker: each acknowledged report is there once; none that was never acknowledged is there twice."""
        found = self.world.filed()
        lost = [name for name in self.acknowledged if not found.get(name)]
        doubled = [name for name, times in found.items() if times > 1]
        outcome.note(acknowledged=len(self.acknowledged), lost=len(lost), doubled=len(doubled), in_doubt=self.doubts)
        outcome.expect(not lost, f"lost: {lost[:5]}")
        outcome.expect(not doubled, f"doubled: {doubled[:5]}")
        outcome.expect(not self.odd, f"{len(self.odd)} answers that nobody may get: {self.odd[:3]}")
        return found
