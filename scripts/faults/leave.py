"""SIGTERM while reports are handed in."""

import threading
import time

from .writers import Writers

WITHIN = 25


def asked(world, outcome):
    """What was taken is answered, /readyz says 503 before the door is shut, and the process ends well within 25 s."""
    world.people()
    # A warm start: nobody asks a service to stop in its first second.
    writers, seen, over = Writers(world, 8, 1_000_000).start(), [], threading.Event()

    def look():
        while not over.is_set():
            answer = world.ask("/readyz", timeout=5)
            seen.append(answer.status if answer else None)
            if answer and answer.status == 503:
                seen.append(answer.reasons())
            time.sleep(0.02)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    time.sleep(2 if world.quick else 10)
    before = len(writers.acknowledged)
    status, seconds = world.terminate(60)
    after = len(writers.acknowledged) - before
    over.set()
    looking.join(10)
    writers.over = True
    writers.join(30)
    first = next((state for state in seen if state != 200), None)
    outcome.note(status=status, seconds=f"{seconds:.1f}", acknowledged=before, after_the_signal=after, without_answer=writers.doubts,
                 ready_said=next((state for state in seen if isinstance(state, list)), None))
    outcome.expect(status == 0 and seconds <= WITHIN, f"status {status} after {seconds:.1f} s")
    outcome.expect(first == 503, f"/readyz said {first} first")
    outcome.expect(writers.doubts == 0, f"{writers.doubts} calls were taken and not answered")
    world.start()
    writers.check(outcome)
