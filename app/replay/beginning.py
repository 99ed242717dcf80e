"""Where a drive is shown first: at the first instant that has something of every sensor, not before the first picture.

It must not know who shows it.
"""

import numpy as np

from app.log.channel import Mode
from app.replay.ahead import HEAVY
from app.replay.timeline import Timeline

WITHIN_NS = 1_000_000_000
"""A sensor that begins later than that after the first one is not waited for."""


def beginning_ns(timeline: Timeline) -> int:
    """On the time scale of the log; its start where it has neither pictures nor sweeps."""
    first, last = timeline.span
    begins = []
    for name, channel in timeline.channels.items():
        if channel.kind in HEAVY and len(channel) and not timeline.of_another_clock(name, Mode.CAPTURE):
            times = channel.times_in_order(Mode.CAPTURE)
            inside = times[(times >= first) & (times <= last)]
            begins += inside[:1].tolist()
    if not begins:
        return first
    near = np.array(begins)
    return int(near[near <= near.min() + WITHIN_NS].max())
