"""Slow, obvious twins of the timeline: one draw at a time, one event at a time."""

import heapq
import random
from functools import cache


def finish_times(after: dict[str, tuple[str, ...]], duration: dict[str, float]) -> dict[str, float]:
    """When each activity is done, by asking what it waits for."""

    @cache
    def finish(name: str) -> float:
        return duration[name] + max((finish(b) for b in after[name]), default=0.0)

    return {name: finish(name) for name in after}


def is_critical(after: dict[str, tuple[str, ...]], duration: dict[str, float], name: str) -> bool:
    """Whether a little more of one activity makes the whole later."""
    end = max(finish_times(after, duration).values())
    longer = {**duration, name: duration[name] + 1e-3}
    return max(finish_times(after, longer).values()) > end + 5e-4


def share_of_time_down(
    n_units: int, mtbf: float, mttr: float, n_crews: int, horizon: float, seed: int
) -> list[float]:
    """Share of time with 0, 1, ... units down, event by event."""
    luck = random.Random(seed)
    events: list[tuple[float, bool]] = [(luck.expovariate(1 / mtbf), False) for _ in range(n_units)]
    heapq.heapify(events)
    down, waiting, busy, now = 0, 0, 0, 0.0
    spent = [0.0] * (n_units + 1)
    while now < horizon:
        time, is_repaired = heapq.heappop(events)
        spent[down] += min(time, horizon) - now
        now = time
        if is_repaired:
            down -= 1
            busy -= 1
            heapq.heappush(events, (now + luck.expovariate(1 / mtbf), False))
        else:
            down += 1
            waiting += 1
        while waiting and busy < n_crews:
            waiting -= 1
            busy += 1
            heapq.heappush(events, (now + luck.expovariate(1 / mttr), True))
    return [s / horizon for s in spent]
