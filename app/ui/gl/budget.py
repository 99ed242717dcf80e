"""How many points can be drawn in the time that a moving picture has: learned from the pictures before.

It must not know who draws.
"""

_TARGET_S = 0.025
_MOVING_S = 0.002
"""What a moving picture leaves for points, where all else has to be drawn in the same turn."""
_LEAST, _MOST = 20_000, 50_000_000
_LEARNED = 0.4
"""Weight of the newest picture."""
_FIXED_POINTS = 30_000
"""A picture with fewer points says nothing of how long a point takes."""


class Budget:
    """A number of points."""

    def __init__(self) -> None:
        self.points = 1_000_000
        """That can be drawn at once."""

    @property
    def moving(self) -> int:
        """For a picture that is followed by another one."""
        return max(int(self.points * _MOVING_S / _TARGET_S), min(_LEAST, self.points))

    def took(self, points: int, seconds: float) -> None:
        """Learn from a picture."""
        if points < _FIXED_POINTS or seconds <= 0:
            return
        fitting = points * _TARGET_S / seconds
        learned = (1 - _LEARNED) * self.points + _LEARNED * fitting
        self.points = int(min(max(learned, _LEAST), _MOST))

    def too_many(self, points: int) -> bool:
        """Whether even a picture at rest is to be drawn in slices."""
        return points > 1.2 * self.points
