"""Times what the peers repeat."""

import time


def timed(read, seconds):
    """Calls `read`, which reads one token, for so many seconds."""
    count, start, elapsed = 0, time.perf_counter(), 0.0
    while elapsed < seconds:
        for _ in range(16):
            read()
        count += 16
        elapsed = time.perf_counter() - start
    return {"units": count, "seconds": elapsed}
