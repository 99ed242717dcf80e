"""What views want to be reckoned of an instant beside its samples: things in space, and what lies on pictures, and
the steps of a trace.

It must not reckon anything itself.
"""

from dataclasses import dataclass

SPACE_KINDS = frozenset({"cloud", "radar", "objects", "prediction", "decision", "candidates", "map", "pose", "state"})
"""Kinds that things in space and on pictures come from, or are placed by."""
SEEN_KINDS = frozenset({"cloud", "radar", "objects", "prediction", "candidates"})
"""Kinds of what sensors and the vehicle made of the world: what there is to see in space beside a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """What is wanted."""

    cameras: frozenset[str] = frozenset()
    """Channels on whose pictures something is to be drawn."""
    sweeps: int = 0
    """Of each LiDAR and radar over each other in space; 0: nothing is shown in space."""
    trace: bool = False
    """Whether the steps are to be read that led to a decision, and on from it."""
    pinned: tuple[str, int] | None = None
    """Channel and row of that decision; None: it is the current one."""
