"""What will be current soon: of pictures and sweeps the next frames in the direction of playing, else both neighbours.

It must not know how far the loader gets with it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.log.channel import Mode
from app.replay.timeline import Timeline
from app.scene.sample import Lookup

HEAVY = frozenset({"image", "cloud"})
"""Kinds whose records take long to be read and decoded."""
FRAMES = 4
"""So many frames of each channel are read and decoded before they are needed."""


def ahead(timeline: Timeline, lookups: Sequence[Lookup], mode: Mode, *, rate: float) -> tuple[Lookup, ...]:
    """The frames that come next, nearest first; `rate`: log time over wall time, 0: it stands still."""
    steps = [1, -1] if rate == 0 else [(1 if rate > 0 else -1) * number for number in range(1, FRAMES + 1)]
    found = []
    for by in steps:
        for lookup in lookups:
            if lookup.kind not in HEAVY or lookup.time_ns is None:
                continue
            channel = timeline.channels[lookup.channel]
            times = channel.times_in_order(mode)
            at = int(np.searchsorted(times, lookup.time_ns, side="right")) - 1 + by
            if 0 <= at < len(times):
                row = at if mode is Mode.ARRIVAL else int(channel.by_capture[at])
                found.append(replace(lookup, row=row))
    return tuple(found)
