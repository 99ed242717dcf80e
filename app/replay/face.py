"""Which clock is read: from T0, from the start, in UTC or in local time.

It must not know logs, nor what a clock shows.
"""

from enum import StrEnum


class Face(StrEnum):
    """Which clock."""

    T0 = "t0"
    ELAPSED = "elapsed"
    UTC = "utc"
    LOCAL = "local"


WALLS = frozenset({Face.UTC, Face.LOCAL})
"""Those that tell the time of day."""
